/* Addresses of copies, with a type before them or not. */
#include "unit.h"

#include "model/list_copy.h"

static void copies_from_elsewhere(void **state)
{
	static const struct {
		const char *copy, *address;
		bool fetched;
	} row[] = {
		{"",			      NULL,                         false},
		{ "/var/lib/bl",                  NULL,                         false},
		{ "ip4set:/var/lib/bl",           NULL,                         false},
		{ "https://l.example/bl?key=x",   "https://l.example/bl?key=x", true },
		{ "ip4set:http://l.example/bl",   "http://l.example/bl",        true },
		{ "rsync://l.example/m/bl",       "rsync://l.example/m/bl",     false},
		{ "dnset:rsync://l.example/m/bl", "rsync://l.example/m/bl",     false},
		{ "ftp://l.example/bl",           NULL,                         false},
	};

	(void)state;
	for (size_t i = 0; i < LEN(row); i++) {
		const struct list l = { .copy = str_of(row[i].copy) };
		struct str address = list_copy_address(&l);

		if (!row[i].address != !address.p || list_is_fetched(&l) != row[i].fetched)
			fail_msg("%s", row[i].copy);
		if (row[i].address)
			assert_str(address, row[i].address);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(copies_from_elsewhere),
	};
	return cmocka_run_group_tests_name("model/list_copy", tests, NULL, NULL);
}
