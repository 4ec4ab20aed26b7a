/* What a mark lets a user do: owner, group and others in this order; root all. */
#include "unit.h"

#include "sys/file_mark.h"

#include <stdio.h>

static const struct {
	const char *label, *owner, *group;
	uint32_t mode;
	const char *user;
	unsigned rights;
	bool want;
} lets[] = {
	{"the owner reads",                 "daemon", "root",   0600, "daemon",              FILE_READ | FILE_WRITE, true },
	{ "the owner may not write",        "daemon", "root",   0400, "daemon",              FILE_READ | FILE_WRITE,
         false													    },
	{ "nobody else",                    "root",   "root",   0600, "daemon",              FILE_READ,              false},
	{ "his own group",                  "root",   "daemon", 0640, "daemon",              FILE_READ,              true },
	{ "his own group may not write",    "root",   "daemon", 0640, "daemon",              FILE_WRITE,             false},
	{ "another group",                  "root",   "bin",    0640, "daemon",              FILE_READ,              false},
	{ "others",			 "root",   "root",   0644, "daemon",              FILE_READ,              true },
	{ "the owner is not the others",    "daemon", "root",   0004, "daemon",              FILE_READ,              false},
	{ "a folder that cannot be passed", "root",   "root",   0754, "daemon",              FILE_READ | FILE_PASS,
         false													    },
	{ "root",			   "daemon", "daemon", 0,    "root",                FILE_READ | FILE_WRITE, true },
	{ "a user that is none",            "root",   "root",   0640, "nobody-of-that-name", FILE_READ,              false},
	{ "a file whose owner has no name", "",       "",       0640, "daemon",              FILE_READ,              false},
};

static void marks_let(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(lets); i++) {
		struct file_mark mark = { .mode = lets[i].mode };

		snprintf(mark.owner, sizeof(mark.owner), "%s", lets[i].owner);
		snprintf(mark.group, sizeof(mark.group), "%s", lets[i].group);
		if (file_mark_lets(&mark, lets[i].user, lets[i].rights) != lets[i].want)
			fail_msg("%s", lets[i].label);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_let),
	};

	return cmocka_run_group_tests_name("sys/file_mark", tests, NULL, NULL);
}
