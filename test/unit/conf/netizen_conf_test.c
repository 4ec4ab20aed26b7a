/* The settings: defaults, files in order, the environment, all or nothing. */
#include "unit.h"

#include "conf/netizen_conf.h"
#include "sys/file.h"

#include <stdio.h>
#include <unistd.h>

static char etc[64];
static const char *const names[] = { "netizen.conf", "conf.d/10.conf", "conf.d/20.conf",
				     "conf.d/30.txt" };

static struct str path_of(const char *name)
{
	static char path[128];

	snprintf(path, sizeof(path), "%s/%s", etc, name);
	return str_of(path);
}

static void file_of(const char *name, const char *text)
{
	struct err err;

	if (file_save(path_of(name), str_of(text), &err) < 0)
		fail_msg("%s", err.text);
}

static int begin(void **state)
{
	(void)state;
	snprintf(etc, sizeof(etc), "/tmp/netizen-conf-XXXXXX");
	if (!mkdtemp(etc))
		return -1;
	return file_folder(path_of("conf.d"), NULL);
}

static int end(void **state)
{
	(void)state;
	unsetenv("NETIZEN__INVENTORY__FLOATING_SKEW");
	for (size_t i = 0; i < LEN(names); i++)
		unlink(path_of(names[i]).p);
	return rmdir(path_of("conf.d").p) || rmdir(etc);
}

static void nothing_said(void **state)
{
	struct netizen_conf c;
	struct err err;

	(void)state;
	assert_int_equal(netizen_conf_load(&c, str_of(etc), &err), 0);
	assert_int_equal(c.inventory.skew.us, SPAN_S(900).us);
	assert_int_equal(c.inventory.floating_skew.us, SPAN_S(120).us);
	assert_int_equal(c.inventory.snapshot_ends, 2);
	assert_str(c.hub.group, "netizen");
	assert_str(c.provider.time_zone, "");
	assert_str(c.origin[NETIZEN_INVENTORY][0], "default");
	assert_true(c.watch.enabled);
	assert_int_equal(c.watch.confirm.us, SPAN_S(300).us);
	assert_int_equal(c.watch.resolver.n, 0);
	netizen_conf_done(&c);
	assert_int_equal(netizen_conf_load(&c, STR("/nonexistent"), &err), 0);
	netizen_conf_done(&c);
}

static void the_last_one_counts(void **state)
{
	struct netizen_conf c;
	struct err err;

	(void)state;
	file_of("netizen.conf", "[inventory]\nskew = 1m\nfloating-skew = 1m\nsnapshot-ends = 9\n");
	file_of("conf.d/20.conf", "[inventory]\nskew = 3m\nsnapshot-ends =\n");
	file_of("conf.d/10.conf", "[inventory]\nskew = 2m\n[provider]\ntime-zone = Europe/Berlin");
	file_of("conf.d/30.txt", "no settings");
	setenv("NETIZEN__INVENTORY__FLOATING_SKEW", "7s", 1);
	if (netizen_conf_load(&c, str_of(etc), &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(c.inventory.skew.us, SPAN_S(180).us);
	assert_int_equal(c.inventory.floating_skew.us, SPAN_S(7).us);
	assert_int_equal(c.inventory.snapshot_ends, 2);
	assert_str(c.provider.time_zone, "Europe/Berlin");
	assert_true(str_ends(c.origin[NETIZEN_INVENTORY][0], STR("/conf.d/20.conf:2")));
	assert_str(c.origin[NETIZEN_INVENTORY][1], "NETIZEN__INVENTORY__FLOATING_SKEW");
	netizen_conf_done(&c);
}

static const struct {
	const char *file, *text, *want;
} wrong[] = {
	{"netizen.conf",    "[inventory]\nskew = soon",                   "/netizen.conf:2:8: "},
	{ "conf.d/10.conf", "\n[invntory]",
         "/conf.d/10.conf:2:2: no section is called [invntory]; "
	  "did you mean [inventory]?"							  },
	{ "conf.d/10.conf", "[hub]\n groop = x",
         "/conf.d/10.conf:2:2: [hub] has no setting "
	  "\"groop\"; did you mean \"group\"?"						 },
	{ "netizen.conf",   "[store]\npostgresql = host=x password=y",
         "/netizen.conf:2:14: no password may stand here: write password = @FILE"              },
	{ "netizen.conf",   "[store]\npostgresql = postgresql://u:p@x/y",
         "/netizen.conf:2:14: a URI is not taken"                                              },
	{ "conf.d/10.conf", "[inventory]\nsnapshot-ends = 101",
         "/conf.d/10.conf:2:17: \"101\" is no number from 0 to 100"                            },
};

static void errors_have_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct netizen_conf c;
		struct err err = { 0 };

		file_of(wrong[i].file, wrong[i].text);
		assert_int_equal(netizen_conf_load(&c, str_of(etc), &err), -1);
		if (!strstr(err.text, wrong[i].want))
			fail_msg("\"%s\" gives \"%s\"", wrong[i].text, err.text);
		unlink(path_of(wrong[i].file).p);
	}
}

/* Where a server is may be shown, what lets us in may not. */
static void words_of_a_server(void **state)
{
	struct netizen_conf c;
	struct buf shown AUTO(buf_done);
	struct err err;

	(void)state;
	buf_init(&shown, 8192);
	file_of("conf.d/30.txt", "sesame\n");
	file_of("netizen.conf", "[store]\npostgresql = host=/run/postgresql dbname=netizen\n"
				"password = @conf.d/30.txt\nreader = user=netizen_read\n");
	if (netizen_conf_load(&c, str_of(etc), &err) < 0)
		fail_msg("%s", err.text);
	assert_str(c.store.postgresql, "host=/run/postgresql dbname=netizen");
	assert_str(c.store.password, "sesame");
	assert_str(c.store.reader, "user=netizen_read");
	assert_str(c.store.reader_password, "");
	assert_true(str_ends(c.origin[NETIZEN_STORE][NETIZEN_STORE_READER], STR(":4")));
	netizen_conf_show(&c, true, &shown);
	assert_non_null(strstr(buf_c(&shown), "dbname=netizen"));
	assert_null(strstr(buf_c(&shown), "sesame"));
	netizen_conf_done(&c);
}

static void a_wrong_variable(void **state)
{
	struct netizen_conf c;
	struct err err;

	(void)state;
	setenv("NETIZEN__INVENTORY__FLOATING_SKEW", "2d", 1);
	assert_int_equal(netizen_conf_load(&c, str_of(etc), &err), -1);
	assert_string_equal(err.text, "NETIZEN__INVENTORY__FLOATING_SKEW: \"2d\" is not between 0s "
				      "and 1d");
}

static const struct {
	const char *name, *want;
} unknown[] = {
	{"NETIZEN__WATCH__ENABLE",
         "NETIZEN__WATCH__ENABLE: no setting has this variable; did you mean "
	  "NETIZEN__WATCH__ENABLED?"						     },
	{ "NETIZEN__INVENTORY__FLOATING__SKEW",
         "NETIZEN__INVENTORY__FLOATING__SKEW: no setting has this variable; did you mean "
	  "NETIZEN__INVENTORY__FLOATING_SKEW?"                                           },
	{ "NETIZEN__watch__enabled",
         "NETIZEN__watch__enabled: no setting has this variable; did you mean "
	  "NETIZEN__WATCH__ENABLED?"						     },
	{ "NETIZEN__",			  "NETIZEN__: no setting has this variable"},
	{ "NETIZEN__SOMETHING_ELSE_ALTOGETHER",
         "NETIZEN__SOMETHING_ELSE_ALTOGETHER: no setting has this variable"              },
};

static void an_unknown_variable(void **state)
{
	struct netizen_conf c;
	struct err err;

	(void)state;
	for (size_t i = 0; i < LEN(unknown); i++) {
		setenv(unknown[i].name, "yes", 1);
		assert_int_equal(netizen_conf_load(&c, str_of(etc), &err), -1);
		unsetenv(unknown[i].name);
		assert_int_equal(err.kind, ERR_INPUT);
		assert_string_equal(err.text, unknown[i].want);
	}
	setenv("NETIZEN_SOMETHING", "yes", 1); /* not ours to judge */
	assert_int_equal(netizen_conf_load(&c, str_of(etc), &err), 0);
	netizen_conf_done(&c);
	unsetenv("NETIZEN_SOMETHING");
}

static void resolvers_are_addresses(void **state)
{
	struct netizen_conf c;
	struct err err;

	(void)state;
	file_of("netizen.conf", "[watch]\nresolver = 192.0.2.53  [2001:db8::1]:5353\n");
	if (netizen_conf_load(&c, str_of(etc), &err) < 0)
		fail_msg("%s", err.text);
	assert_int_equal(c.watch.resolver.n, 2);
	assert_int_equal(c.watch.resolver.at[0].port, 53);
	assert_int_equal(c.watch.resolver.at[1].port, 5353);
	netizen_conf_done(&c);
	file_of("netizen.conf", "[watch]\nresolver = 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4\n");
	assert_int_equal(netizen_conf_load(&c, str_of(etc), &err), 0);
	netizen_conf_done(&c);
	file_of("netizen.conf",
		"[watch]\nresolver = 192.0.2.1 192.0.2.2 192.0.2.3 192.0.2.4 192.0.2.5\n");
	assert_int_equal(netizen_conf_load(&c, str_of(etc), &err), -1);
	assert_non_null(strstr(err.text, "more than 4 resolvers"));
}

static void a_source_is_one_address_per_family(void **state)
{
	struct netizen_conf c;
	struct err err;

	(void)state;
	file_of("netizen.conf", "[watch]\nsource = 2001:db8::1 192.0.2.1\n");
	assert_int_equal(netizen_conf_load(&c, str_of(etc), &err), 0);
	assert_true(ip_eq(c.watch.source.four, ip4(192, 0, 2, 1)));
	assert_int_equal(c.watch.source.six.len, 16);
	netizen_conf_done(&c);
	file_of("netizen.conf", "[watch]\nsource = 192.0.2.1 192.0.2.2\n");
	assert_int_equal(netizen_conf_load(&c, str_of(etc), &err), -1);
	assert_non_null(strstr(err.text, "192.0.2.2 is a second one"));
}

/* What is shown can be read again, and says the same. */
static void shown_is_read(void **state)
{
	struct netizen_conf c;
	struct buf once, twice;
	struct err err;

	(void)state;
	buf_init(&once, 4096);
	buf_init(&twice, 4096);
	file_of("netizen.conf", "[inventory]\nskew = 1h30m\n[hub]\ngroup = abuse\n"
				"[watch]\nresolver = 192.0.2.53\nsource = 192.0.2.7\n");
	assert_int_equal(netizen_conf_load(&c, str_of(etc), &err), 0);
	netizen_conf_show(&c, true, &once);
	assert_non_null(strstr(buf_c(&once), "/netizen.conf:4\ngroup = abuse\n"));
	buf_clear(&once);
	netizen_conf_show(&c, false, &once);
	netizen_conf_done(&c);
	file_of("netizen.conf", buf_c(&once));
	if (netizen_conf_load(&c, str_of(etc), &err) < 0)
		fail_msg("%s", err.text);
	netizen_conf_show(&c, false, &twice);
	assert_str(buf_str(&twice), buf_c(&once));
	netizen_conf_done(&c);
	buf_clear(&once);
	netizen_conf_manual(&once);
	assert_non_null(strstr(buf_c(&once), "## [inventory]"));
	buf_done(&once);
	buf_done(&twice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_said, begin, end),
		cmocka_unit_test_setup_teardown(the_last_one_counts, begin, end),
		cmocka_unit_test_setup_teardown(errors_have_places, begin, end),
		cmocka_unit_test_setup_teardown(words_of_a_server, begin, end),
		cmocka_unit_test_setup_teardown(a_wrong_variable, begin, end),
		cmocka_unit_test_setup_teardown(an_unknown_variable, begin, end),
		cmocka_unit_test_setup_teardown(resolvers_are_addresses, begin, end),
		cmocka_unit_test_setup_teardown(a_source_is_one_address_per_family, begin, end),
		cmocka_unit_test_setup_teardown(shown_is_read, begin, end),
	};

	return cmocka_run_group_tests_name("conf/netizen_conf", tests, NULL, NULL);
}
