/* What is a zone, and what is said of what is none. */
#include "unit.h"

#include "model/zone_text.h"

#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define L45 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
	const char *text, *why; /* NULL: it is one */
} zone[] = {
	{"bl.example",                     NULL				   },
	{ "BL.Example.",                   NULL				   },
	{ "localhost",                     NULL				   },
	{ "0spam.my_list.x-y",             NULL                                   },
	{ "",			      "a zone is wanted"                     },
	{ ".",			     "a zone is wanted"                     },
	{ "..",			    "nothing stands between"               },
	{ ".bl.example",                   "nothing stands between"               },
	{ "bl..example",                   "nothing stands between"               },
	{ "bl.example..",                  "nothing stands between"               },
	{ L63 ".example",                  NULL				   },
	{ "bl." L63 "a.example",           "its label 2 has 64 octets: at most 63"},
	{ L63 "." L63 "." L63 "." L45,     NULL                                   },
	{ L63 "." L63 "." L63 "." L45 "a", "238 octets: at most 237"              },
	{ "a b.example",                   "octet 0x20"                           },
	{ "b\xc3\xa4.example",             "octet 0xc3"                           },
	{ "http://bl.example/",            "\":\" stands in no zone"              },
	{ "bl.example/24",                 "\"/\" stands in no zone"              },
	{ "127.0.0.1",                     "this is an address"                   },
	{ "2001:db8::1",                   "\":\" stands in no zone"              },
};

static void zones_are_told_from_others(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(zone); i++) {
		struct err err = { 0 };
		int r = zone_text_check(str_of(zone[i].text), &err);

		if (r != (zone[i].why ? -1 : 0) ||
		    (zone[i].why && (err.kind != ERR_INPUT || !strstr(err.text, zone[i].why))))
			fail_msg("\"%s\": %d %s", zone[i].text, r, err.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_are_told_from_others),
	};

	return cmocka_run_group_tests_name("model/zone_text", tests, NULL, NULL);
}
