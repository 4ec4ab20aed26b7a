/* Entries of every form, in steps of any size. */
#include "flow/log_feed.h"
#include "unit.h"

static void tell(struct buf *out, const struct log_entry *e)
{
	if (e->parsed)
		buf_fmt(out, "%.*s %.*s: ", STR_ARG(e->head.host), STR_ARG(e->head.program));
	buf_fmt(out, "%.*s|", STR_ARG(e->line));
}

static void is(struct str all, const char *want)
{
	struct buf AUTO(buf_done) got;
	struct log_entry e;

	buf_init(&got, 4096);
	for (size_t step = 1; step < all.n + 2; step++) {
		struct log_feed AUTO(log_feed_done) f;

		buf_clear(&got);
		log_feed_init(&f);
		for (size_t at = 0; at < all.n; at += step) {
			buf_add(log_feed_room(&f), str_sub(all, at, step));
			while (log_feed_next(&f, &e))
				tell(&got, &e);
		}
		while (log_feed_last(&f, &e))
			tell(&got, &e);
		assert_str(buf_str(&got), want);
	}
}

static void each_form_is_read(void **state)
{
	(void)state;
	is(STR("one\r\ntwo\n\nthree"), "one|two||three|");
	is(STR("__CURSOR=s\n_HOSTNAME=h\nSYSLOG_IDENTIFIER=p\nMESSAGE=a\n\nMESSAGE=b\n\nMESSAGE="
	       "c\n"),
	   "h p: a| : b| : c|");
	is(STR("{\"_HOSTNAME\":\"h\",\"SYSLOG_IDENTIFIER\":\"p\",\"MESSAGE\":\"a\"}\n{\nx"),
	   "h p: a|{|x|");
	is(STR(""), "");
}

static void times_are_told(void **state)
{
	struct log_clock clock = { 0 };
	struct log_entry e = { .line = STR("2026-11-03T08:15:00Z h p: x"), .when = WHEN_EVER };
	struct instant at;
	char text[WHEN_TEXT_MAX + 1];

	(void)state;
	assert_true(log_entry_when(&e, &clock, &at));
	assert_str(str_of(instant_text(at, text)), "2026-11-03T08:15:00Z");
	e = (struct log_entry){ .parsed = true, .when = { 5 } };
	assert_true(log_entry_when(&e, &clock, &at));
	assert_int_equal(at.us, 5);
	e.when = WHEN_EVER;
	assert_false(log_entry_when(&e, &clock, &at));
	e = (struct log_entry){ .line = STR("no head") };
	assert_false(log_entry_when(&e, &clock, &at));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_form_is_read),
		cmocka_unit_test(times_are_told),
	};
	return cmocka_run_group_tests_name("flow/log_feed", tests, NULL, NULL);
}
