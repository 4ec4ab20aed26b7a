/* Delays as both servers write them. */
#include "flow/log_delay.h"
#include "unit.h"

static const struct {
	const char *text;
	uint64_t ms;
} delay_of[] = {
	{"0",			0			 },
	{ "1.7",		     1700		      },
	{ "0.02",		    20			},
	{ "2700",		    2700000                   },
	{ "0.4569",                  456                       },
	{ "3s",		      3000		      },
	{ "1h2m3s",                  3723000                   },
	{ "0.123s",                  123                       },
	{ "2d",		      UINT64_C(2) * 86400 * 1000},
	{ "400d",		    LOG_DELAY_MAX_MS          },
	{ "401d",		    0			 },
	{ "99999999999999999999999", 0                         },
	{ "",			0			 },
	{ "x",		       0			 },
	{ "3x",		      0			 },
	{ "1.2.3",		   0			 },
	{ "-1",		      0			 },
};

static void delays_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(delay_of); i++) {
		if (log_delay_ms(str_of(delay_of[i].text)) != delay_of[i].ms)
			print_error("%s\n", delay_of[i].text);
		assert_int_equal(log_delay_ms(str_of(delay_of[i].text)), delay_of[i].ms);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(delays_are_read),
	};
	return cmocka_run_group_tests_name("flow/log_delay", tests, NULL, NULL);
}
