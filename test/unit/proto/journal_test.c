/* The journal's export: fields, octets of any kind, steps of any size, limits; and as JSON. */
#include "base/buf.h"
#include "proto/journal.h"
#include "unit.h"

#define BIN(n) "\n" n "\0\0\0\0\0\0\0"

static const char export[] = "__CURSOR=s=1\n__REALTIME_TIMESTAMP=1793693700123456\n_HOSTNAME=mx1\n"
			     "PRIORITY=6\nSYSLOG_IDENTIFIER=postfix/smtpd\nSYSLOG_PID=12\n_PID=13\n"
			     "MESSAGE=connect from a=b\nMESSAGE=again\n\n"
			     "__CURSOR=s=2\n_PID=14\nMESSAGE" BIN(
				     "\x0b") "one\nMESSAGE\n"
					     "SYSLOG_IDENTIFIER=exim\n\n"
					     "__CURSOR=s=3\nSYSLOG_IDENTIFIER=mute\n\n\n"
					     "COREDUMP" BIN("\x04") "\n\n\n\n\nMESSAGE=last\n";

static const char want[] = "1793693700123456 mx1 postfix/smtpd 12 connect from a=b|"
			   "-  exim 14 one\nMESSAGE|-    last|";

static void tell(struct buf *out, const struct journal_entry *e)
{
	if (e->when.us == WHEN_EVER.us)
		buf_byte(out, '-');
	else
		buf_fmt(out, "%lld", (long long)e->when.us);
	buf_fmt(out, " %.*s %.*s %.*s %.*s|", STR_ARG(e->host), STR_ARG(e->program),
		STR_ARG(e->pid), STR_ARG(e->message));
}

static void read_export(struct str all, size_t step, struct buf *out)
{
	struct journal_export j;
	struct journal_entry e;

	journal_export_init(&j);
	for (size_t at = 0; at < all.n; at += step) {
		struct str part = unit_exact(str_sub(all, at, step));
		struct str in = part;

		while (journal_export_next(&j, &in, &e))
			tell(out, &e);
		assert_int_equal(in.n, 0);
		free((void *)part.p);
	}
	if (journal_export_last(&j, &e))
		tell(out, &e);
	journal_export_done(&j);
}

static void any_step_gives_the_same(void **state)
{
	struct buf AUTO(buf_done) got;
	struct str all = { export, sizeof(export) - 1 };

	(void)state;
	buf_init(&got, 4096);
	for (size_t step = 1; step < all.n + 2; step++) {
		buf_clear(&got);
		read_export(all, step, &got);
		assert_str(buf_str(&got), want);
	}
}

static void what_is_cut_off_is_no_entry(void **state)
{
	struct buf AUTO(buf_done) got;

	(void)state;
	buf_init(&got, 4096);
	read_export((struct str){ "MESSAGE" BIN("\x0b") "one", 19 }, 100, &got);
	read_export(STR("MESSAGE\n\x0b"), 100, &got);
	read_export(STR("SYSLOG_IDENTIFIER=x\n"), 100, &got);
	assert_str(buf_str(&got), "");
}

static void long_values_are_cut(void **state)
{
	struct buf AUTO(buf_done) in;
	struct journal_export j;
	struct journal_entry e;
	struct str part;

	(void)state;
	buf_init(&in, 1 << 20);
	buf_fmt(&in, "_HOSTNAME=%0*d\n%0*d=y\nMESSAGE=%0*d\n\n", JOURNAL_VALUE_MAX + 1, 1, 1000, 1,
		JOURNAL_MESSAGE_MAX + 1, 1);
	journal_export_init(&j);
	part = buf_str(&in);
	assert_true(journal_export_next(&j, &part, &e));
	assert_int_equal(e.host.n, JOURNAL_VALUE_MAX);
	assert_int_equal(e.message.n, JOURNAL_MESSAGE_MAX);
	journal_export_done(&j);
}

static void json_is(const char *line, const char *told)
{
	struct arena AUTO(arena_done) mem = { 0 };
	struct buf AUTO(buf_done) got;
	struct str exact = unit_exact(str_of(line));
	struct journal_entry e;

	buf_init(&got, 4096);
	if (journal_json_read(exact, &mem, &e))
		tell(&got, &e);
	assert_str(buf_str(&got), told);
	free((void *)exact.p);
}

static void json_is_read(void **state)
{
	(void)state;
	json_is("{\"__REALTIME_TIMESTAMP\":\"5\",\"_HOSTNAME\":\"mx1\",\"X\":{\"MESSAGE\":\"no\"},"
		"\"SYSLOG_IDENTIFIER\":\"exim\",\"_PID\":\"7\",\"MESSAGE\":\"a \\\"b\\\"\"}",
		"5 mx1 exim 7 a \"b\"|");
	json_is("{\"MESSAGE\":[104,10,105,300]}", "-    h\ni|");
	json_is("{\"MESSAGE\":\"a\",\"MESSAGE\":\"b\"}", "-    a|");
	json_is("{\"MESSAGE\":null}", "");
	json_is("{\"MESSAGE\":\"a\"", "");
	json_is("[\"MESSAGE\"]", "");
	json_is("", "");
}

static void they_are_told_by_how_they_begin(void **state)
{
	(void)state;
	assert_true(journal_like_export(STR("__CURSOR=s")));
	assert_false(journal_like_export(STR("Nov  3")));
	assert_true(journal_like_json(STR("{\"")));
	assert_false(journal_like_json(STR("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(any_step_gives_the_same),
		cmocka_unit_test(what_is_cut_off_is_no_entry),
		cmocka_unit_test(long_values_are_cut),
		cmocka_unit_test(json_is_read),
		cmocka_unit_test(they_are_told_by_how_they_begin),
	};
	return cmocka_run_group_tests_name("proto/journal", tests, NULL, NULL);
}
