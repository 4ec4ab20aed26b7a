/* Which listings hurt, and which only look as if. */
#include "model/harm.h"
#include "unit.h"

static const struct {
	const char *label;
	struct listing listing;
	bool mail;
	enum harm want;
} listing[] = {
	{"a block list and mail",
         { .state = LISTING_OPEN, .kind = LIST_BLOCK, .severity = 3 },
         true,											    HARM_NOW    },
	{ "clean once still counts",
         { .state = LISTING_FADING, .kind = LIST_BLOCK, .severity = 5 },
         true,											    HARM_NOW    },
	{ "no mail that we know of",
         { .state = LISTING_OPEN, .kind = LIST_BLOCK, .severity = 3 },
         false,											   HARM_IF_MAIL},
	{ "a mild list",
         { .state = LISTING_OPEN, .kind = LIST_BLOCK, .severity = 2 },
         true,											    HARM_NONE   },
	{ "a policy code",
         { .state = LISTING_OPEN, .kind = LIST_BLOCK, .severity = 5, .policy = true },
         true,											    HARM_NONE   },
	{ "a policy list",
         { .state = LISTING_OPEN, .kind = LIST_POLICY, .severity = 5 },
         true,											    HARM_NONE   },
	{ "a range list",
         { .state = LISTING_OPEN, .kind = LIST_RANGE, .severity = 5 },
         true,											    HARM_NONE   },
	{ "a white list",
         { .state = LISTING_OPEN, .kind = LIST_WHITE, .severity = 5 },
         true,											    HARM_NONE   },
	{ "seen once",
         { .state = LISTING_SEEN, .kind = LIST_BLOCK, .severity = 5 },
         true,											    HARM_NONE   },
	{ "ended",		   { .state = LISTING_ENDED, .kind = LIST_BLOCK, .severity = 5 }, true, HARM_NONE   },
	{ "held",
         { .state = LISTING_OPEN, .kind = LIST_BLOCK, .severity = 5, .held = true },
         true,											    HARM_NONE   },
};

static void listings_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(listing); i++)
		if (harm_of(&listing[i].listing, listing[i].mail) != listing[i].want)
			fail_msg("%s: %s", listing[i].label,
				 harm_name(harm_of(&listing[i].listing, listing[i].mail)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(listings_are_told_apart),
	};

	return cmocka_run_group_tests_name("model/harm", tests, NULL, NULL);
}
