/* netizen import: reads the files here, so that every error has its line, and hands all rows to
 * the hub at once, which takes them all or none. */
#include "cli/import.h"

#include "cli/hub.h"
#include "cli/import_view.h"
#include "cli/option.h"
#include "cli/time_option.h"
#include "conf/import_csv.h"
#include "conf/import_json.h"
#include "conf/mapping.h"
#include "msg/ask_import.h"
#include "msg/import_msg.h"
#include "sys/file.h"
#include "sys/own.h"

#define FILE_OCTETS_MAX ((size_t)1 << 30)
#define WAIT SPAN_S(20 * 60)

struct wish {
	struct str as_of, tz, map;
	uint64_t allow_ends;
	struct ask_import ask;
};

static int read_input(struct str name, struct buf *out, struct err *err)
{
	return str_eq(name, STR("-")) ? own_input(out, err) : file_load(name, out, err);
}

/* JSON begins with a brace, no header of CSV does; a file that is called so is taken at its word.
 */
static bool is_json(struct str name, struct str text)
{
	if (str_ends(name, STR(".json")))
		return true;
	text = str_trim(text);
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_trim(str_sub(text, 3, text.n));
	return text.n > 0 && (text.p[0] == '{' || text.p[0] == '[');
}

static int read_one(struct import *in, struct import_source source, struct err *err)
{
	struct buf AUTO(buf_done) text;
	int r;

	buf_init(&text, FILE_OCTETS_MAX);
	if (read_input(source.name, &text, err) < 0)
		return -1;
	source.text = buf_str(&text);
	r = is_json(source.name, source.text) ? import_json(in, &source) : import_csv(in, &source);
	return r < 0 && in->errors.n == 0
		       ? err_set(err, ERR_INPUT, "%.*s: cannot be read", STR_ARG(source.name))
		       : 0;
}

/* All files, before anything is sent; every wrong line is named. */
static int read_all(struct cli *cli, struct import *in, const struct option_list *files,
		    const struct wish *w)
{
	struct import_source source = { .mapping = NULL };
	struct mapping mapping;
	struct err err;

	if (time_zone(cli, w->tz, &source.zone, &err) < 0)
		return time_zone_fail(cli, w->tz, &err);
	if (w->map.n && mapping_load(&cli->arena, w->map, &mapping, &err) < 0)
		return cli_usage(cli, "--map: %s", err.text);
	if (w->map.n)
		source.mapping = &mapping;
	for (size_t i = 0; i < files->n; i++) {
		source.name = files->item[i];
		if (read_one(in, source, &err) < 0)
			return cli_fail(cli, &err);
	}
	if (in->errors.n == 0)
		return -1;
	import_view_errors(cli, &in->errors);
	return CLI_FAILED;
}

/* -1 to go on, or the exit code. */
static int read_wish(struct cli *cli, struct wish *w, const struct option_list *files)
{
	const struct time_option as_of = { "--as-of", w->as_of, w->tz };

	if (files->n == 0)
		return cli_usage(cli, "files are wanted, or - for standard input");
	if (!w->ask.snapshot && (w->as_of.n || w->allow_ends))
		return cli_usage(cli, "--as-of and --allow-ends go with --snapshot");
	w->ask.allow_ends = w->allow_ends ? (int64_t)w->allow_ends : -1;
	return time_option(cli, &as_of, &w->ask.as_of);
}

static int hand_over(struct cli *cli, const struct wish *w, const struct import *in)
{
	struct hub_ask ask = { .type = MSG_IMPORT, .wait = WAIT };
	struct buf AUTO(buf_done) body;
	struct buf AUTO(buf_done) rows;
	struct hub_answer answer;
	struct err err;

	buf_init(&body, FRAME_BODY_MAX);
	buf_init(&rows, IMPORT_MSG_MAX);
	msg_put_import(&body, &w->ask);
	import_msg_put(&rows, in);
	if (rows.full)
		return cli_usage(cli, "the files are larger than one import may be");
	ask.body = buf_str(&body);
	ask.memory = buf_str(&rows);
	if (hub_ask(cli, &ask, &answer, &err) < 0)
		return cli_fail(cli, &err);
	return import_view(cli, &answer);
}

static int take_in(struct cli *cli, const struct wish *w, const struct option_list *files)
{
	struct import in;
	int code;

	import_init(&in, &cli->arena);
	code = read_all(cli, &in, files, w);
	if (code < 0)
		code = hand_over(cli, w, &in);
	import_done(&in);
	return code;
}

int import_files(struct cli *cli, const struct option_list *files, struct str tz)
{
	const struct wish w = {
		.tz = tz, .ask = {.as_of = WHEN_NEVER, .allow_ends = -1}
	};

	return take_in(cli, &w, files);
}

static int run_import(struct cli *cli, int argc, char **argv)
{
	struct wish w = { .ask = { .as_of = WHEN_NEVER } };
	const struct option_row row[] = {
		{"dry-run",     'n', OPTION_FLAG,   &w.ask.dry_run,  NULL,
                 "say what would change, change nothing",                                                        0},
		{ "snapshot",   0,   OPTION_FLAG,   &w.ask.snapshot, NULL,
                 "the files are all there is: what is missing ends",                                             0},
		{ "as-of",      0,   OPTION_TEXT,   &w.as_of,        "TIME", "when the snapshot was true (now)",
                 0												},
		{ "allow-ends", 0,   OPTION_NUMBER, &w.allow_ends,   "N",    "let a snapshot end so many",
                 INT64_MAX											},
		{ "map",        0,   OPTION_TEXT,   &w.map,          "NAME",
                 "CSV of another program: a mapping's name or file",                                             0},
		{ "tz",         0,   OPTION_TEXT,   &w.tz,           "ZONE", "zone of times without an offset",  0},
	};
	const struct option_set set = { &cmd_import, row, LEN(row) };
	struct option_list files;
	int code = option_read(cli, &set, argc, argv, &files);

	if (code < 0)
		code = read_wish(cli, &w, &files);
	if (code >= 0)
		return code;
	return take_in(cli, &w, &files);
}

const struct command cmd_import = { "import", "FILE... [options]",
				    "take machines, customers, prefixes, tenancies in",
				    run_import };
