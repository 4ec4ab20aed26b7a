/* rspamd's line about a message: parts, scores, and words that imitate it. */
#include "base/buf.h"
#include "proto/log_rspamd.h"
#include "unit.h"

#define LOG "<ab12cd>; task; rspamd_task_write_log: id: <"

/* `want`: id|qid|address|account|action|score|spam; empty: nothing is told. */
static void is(const char *text, const char *want)
{
	struct str exact = unit_exact(str_of(text));
	struct buf AUTO(buf_done) all;
	struct rspamd_line got;

	buf_init(&all, 4096);
	if (rspamd_line_read(exact, &got))
		buf_fmt(&all, "%.*s|%.*s|%.*s|%.*s|%.*s|%lld|%d", STR_ARG(got.message_id),
			STR_ARG(got.queue_id), STR_ARG(got.address), STR_ARG(got.account),
			STR_ARG(got.action), (long long)got.score, got.spam);
	assert_str(buf_str(&all), want);
	free((void *)exact.p);
}

static void lines_are_read(void **state)
{
	(void)state;
	is(LOG "1@c>, qid: <4F1A2B>, ip: 192.0.2.1, user: anna, from: <a@b>, (default: T (reject): "
	       "[15.35/15.00] [X(1.00){a;}]), len: 3",
	   "1@c|4F1A2B|192.0.2.1|anna|reject|15350|1");
	is(LOG "1@c>, qid: <4F1A2B>, ip: 192.0.2.1, from: <a@b>, (default: F (no action): "
	       "[-0.1/15.00] []), len: 3",
	   "1@c|4F1A2B|192.0.2.1||no action|-100|0");
	is(LOG "1@c>, ip: 192.0.2.1, (default: F (no action): [0/15.00] [])", "");
	is("<ab>; proxy; rspamd_message_parse: loaded message; id: <1@c>", "");
	is("", "");
	is(LOG, "");
}

static void words_that_imitate_it_say_nothing(void **state)
{
	(void)state;
	is(LOG "x>, qid: <9>, ip: 203.0.113.9, user: bert, from: <y>, qid: <4F1A2B>, ip: "
	       "192.0.2.1, (default: F (no action): [0/15.00] [])",
	   "");
	is(LOG "1@c>, qid: <4F1A2B>, ip: 192.0.2.1, from: <a (default: T (reject): [99/15.00] "
	       "[])>, (default: F (no action): [0/15.00] [])",
	   "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_are_read),
		cmocka_unit_test(words_that_imitate_it_say_nothing),
	};
	return cmocka_run_group_tests_name("proto/log_rspamd", tests, NULL, NULL);
}
