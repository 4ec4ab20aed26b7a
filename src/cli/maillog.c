/* netizen maillog: what is asked for, and what comes of it. */
#include "cli/maillog.h"

#include "cli/maillog_ask.h"
#include "cli/maillog_follow.h"
#include "cli/maillog_read.h"
#include "cli/maillog_view.h"
#include "cli/option.h"
#include "cli/time_option.h"
#include "conf/refusals.h"
#include "flow/mail_log.h"
#include "sys/countries.h"
#include "sys/random.h"

enum { MAILLOG_TOP = 8 };

static int run_maillog(struct cli *cli, int argc, char **argv);

const struct command cmd_maillog = {
	"maillog",
	"FILE... [--account A] [--sender S] [--script S] [--to R] [--since T] [--until T] [--top "
	"N]",
	"who on this server sends what, with what fate, from its mail logs alone",
	run_maillog,
};

/* What ships with us may be missing, on a server that has nothing but this program: then codes
 * must do. What our operator wrote must be right. */
static int load_refusals(struct cli *cli, struct refusal_rules *rules, struct str file)
{
	const struct refusals_places where = { .file = file };
	struct err err;

	if (refusals_load(rules, &where, &err) == 0)
		return CLI_OK;
	cli_fail(cli, &err);
	return err.kind == ERR_GONE && file.n == 0 ? CLI_OK : CLI_USAGE;
}

static uint16_t code_of(void *countries, struct ip network)
{
	return countries_code(countries, network);
}

static void close_countries(struct countries **c)
{
	countries_close(*c);
}

static int run_maillog(struct cli *cli, int argc, char **argv)
{
	uint64_t top = MAILLOG_TOP;
	struct str tz = { 0 };
	struct str own = { 0 };
	struct str mmdb = { 0 };
	struct maillog_ask ask = { 0 };
	bool follow = false;
	const struct option_row row[] = {
		{"account",   'a', OPTION_TEXT,   &ask.account, "ACCOUNT",
                 "only what this account sent",							0             },
		{ "sender",   'f', OPTION_TEXT,   &ask.sender,  "SENDER",
                 "only what has this envelope sender, or one of this domain",                          0             },
		{ "script",   0,   OPTION_TEXT,   &ask.script,  "SCRIPT",
                 "only what a script sent whose name holds this",                                      0             },
		{ "to",       't', OPTION_TEXT,   &ask.to,      "RECIPIENT",
                 "only deliveries to this address, or this domain",                                    0             },
		{ "since",    0,   OPTION_TEXT,   &ask.since,   "TIME",
                 "only lines from then on, or so long ago: 2h",                                        0             },
		{ "until",    0,   OPTION_TEXT,   &ask.until,   "TIME",      "only lines before then", 0             },
		{ "follow",   0,   OPTION_FLAG,   &follow,      NULL,
                 "go on reading as the logs grow, over their rotation, until interrupted",             0             },
		{ "top",      'n', OPTION_NUMBER, &top,         "N",
                 "rows of each table, those with most messages first",                                 TALLY_ROWS_MAX},
		{ "tz",       0,   OPTION_TEXT,   &tz,          "ZONE",
                 "the zone of times without an offset; this machine's if it is not given",             0             },
		{ "refusals", 0,   OPTION_TEXT,   &own,         "FILE",
                 "more rules about what refusals mean, before all others",                             0             },
		{ "mmdb",     0,   OPTION_TEXT,   &mmdb,        "FILE",
                 "countries of logins, from a MaxMind DB file such as GeoLite2-Country.mmdb",          0             },
	};
	const struct option_set set = { &cmd_maillog, row, LEN(row) };
	struct option_list operands;
	struct mail_log log AUTO(mail_log_done) = { 0 };
	struct refusal_rules AUTO(refusal_rules_done) rules = { 0 };
	struct mail_filter filter AUTO(mail_filter_done) = { 0 };
	struct countries *countries AUTO(close_countries) = NULL;
	const struct zone *zone;
	struct err err;
	int code = option_read(cli, &set, argc, argv, &operands);

	if (code >= 0)
		return code;
	if (operands.n == 0)
		return cli_usage(cli, "a log file is wanted, such as /var/log/mail.log");
	for (size_t i = 0; i < operands.n && follow; i++)
		if (str_eq(operands.item[i], STR("-")))
			return cli_usage(cli,
					 "standard input ends by itself: --follow wants files");
	if (time_zone_here(cli, tz, &zone, &err) < 0)
		return time_zone_fail(cli, tz, &err);
	if (load_refusals(cli, &rules, own) != CLI_OK)
		return CLI_FAILED;
	if (mmdb.n && countries_open(&countries, mmdb, &err) < 0)
		return cli_fail(cli, &err);
	mail_log_init(&log, random_u64());
	log.rules = &rules;
	if (countries)
		log.where = (struct network_country){ code_of, countries };
	mail_filter_init(&filter, random_u64());
	code = maillog_asked(cli, &ask, zone, &log, &filter);
	if (code >= 0)
		return code;
	code = follow ? maillog_follow(cli, &log, zone, &operands, top)
		      : maillog_read(cli, &log, zone, &operands);
	if (code == CLI_FAILED)
		return code;
	if (cli->json)
		maillog_json(cli, &log);
	else
		maillog_page(cli, &log, top);
	return code;
}
