/* Reading logs for the messages that somebody asks after. */
#include "cli/trace_cmd.h"

#include "cli/maillog_ask.h"
#include "cli/maillog_read.h"
#include "cli/option.h"
#include "cli/time_option.h"
#include "cli/trace_view.h"
#include "sys/random.h"

static int run_trace(struct cli *cli, int argc, char **argv);

const struct command cmd_trace = {
	"trace",
	"[--from A] [--to A] [--id ID] [--since T] [--until T] FILE...",
	"did my mail arrive, in the remote's own words, from mail logs alone",
	run_trace,
};

/* How far the logs reach: what is not in them may be in others. */
static int nothing(struct cli *cli, const struct mail_log *log)
{
	char from[WHEN_TEXT_MAX + 1], until[WHEN_TEXT_MAX + 1];

	if (instant_cmp(log->sum.first, log->sum.last) > 0)
		cli_note(cli, "not in these logs, of which no line tells a time");
	else
		cli_note(cli, "not in these logs, which reach from %s until %s",
			 instant_text(log->sum.first, from), instant_text(log->sum.last, until));
	return CLI_NOTHING;
}

static int show(struct cli *cli, const struct trace *t, int code)
{
	if (cli->json)
		trace_json(cli, t);
	else
		trace_page(cli, t);
	if (t->more)
		cli_note(cli, "and %llu more messages: ask for less", (unsigned long long)t->more);
	return t->mails ? code : nothing(cli, t->log);
}

static int read_logs(struct cli *cli, const struct trace_ask *ask, const struct zone *zone,
		     const struct option_list *files)
{
	struct mail_log log AUTO(mail_log_done) = { 0 };
	struct trace trace AUTO(trace_done) = { 0 };
	int code;

	mail_log_init(&log, random_u64());
	trace_init(&trace, &log, ask);
	code = maillog_read(cli, &log, zone, files);
	trace_finish(&trace);
	return code == CLI_FAILED ? code : show(cli, &trace, code);
}

static int run_trace(struct cli *cli, int argc, char **argv)
{
	struct trace_ask ask = { .since = WHEN_EVER, .until = WHEN_NEVER };
	struct str since = { 0 }, until = { 0 }, tz = { 0 };
	const struct option_row row[] = {
		{"from",   'f', OPTION_TEXT, &ask.from, "ADDRESS",
                 "the envelope sender, or its domain",                                                 0},
		{ "to",    't', OPTION_TEXT, &ask.to,   "ADDRESS", "the recipient, or its domain",     0},
		{ "id",    'i', OPTION_TEXT, &ask.id,   "ID",      "Message-ID or queue id",           0},
		{ "since", 0,   OPTION_TEXT, &since,    "TIME",    "from then on, or so long ago: 2h", 0},
		{ "until", 0,   OPTION_TEXT, &until,    "TIME",    "before then",                      0},
		{ "tz",    0,   OPTION_TEXT, &tz,       "ZONE",
                 "the zone of times without an offset; this machine's if it is not given",             0},
	};
	const struct option_set set = { &cmd_trace, row, LEN(row) };
	struct option_list files;
	const struct zone *zone;
	struct err err;
	int code = option_read(cli, &set, argc, argv, &files);

	if (code >= 0)
		return code;
	if (files.n == 0)
		return cli_usage(cli, "a log file is wanted, such as /var/log/mail.log");
	if (!ask.from.n && !ask.to.n && !ask.id.n)
		return cli_usage(cli, "which mail? --from, --to or --id is wanted");
	if (time_zone_here(cli, tz, &zone, &err) < 0)
		return time_zone_fail(cli, tz, &err);
	code = maillog_time(cli, "--since", since, zone, &ask.since);
	if (code < 0)
		code = maillog_time(cli, "--until", until, zone, &ask.until);
	return code >= 0 ? code : read_logs(cli, &ask, zone, &files);
}
