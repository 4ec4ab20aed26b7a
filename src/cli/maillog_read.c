/* Which file comes first, and whether each of them is a mail log at all. */
#include "cli/maillog_read.h"

#include "cli/log_input.h"
#include "sys/clock.h"

#include <stdlib.h>

enum { LOOKED_AT = 1000 }; /* entries of a file until one must tell its time */

struct source {
	struct str path;
	struct instant first; /* WHEN_NEVER: it does not tell */
	size_t place;         /* on the command line */
};

/* The year of times without one; when a file was changed that has no time of its own is now. */
static struct instant written(const struct log_input *in)
{
	return in->file.changed.us > 0 ? in->file.changed : clock_now();
}

static struct instant first_time(const struct zone *zone, struct str path)
{
	struct log_input in AUTO(log_input_close) = { 0 };
	struct log_clock clock = { .zone = zone };
	struct instant first = WHEN_NEVER;
	struct log_entry e;
	bool got;

	if (str_eq(path, STR("-")) || log_input_open(&in, path, NULL) < 0)
		return first; /* what is wrong is said when it is read */
	log_clock_file(&clock, written(&in));
	for (int i = 0; i < LOOKED_AT; i++) {
		if (log_input_next(&in, &e, &got, NULL) < 0 || !got)
			return WHEN_NEVER;
		if (log_entry_when(&e, &clock, &first))
			return first;
	}
	return WHEN_NEVER;
}

static int by_time(const void *a, const void *b)
{
	const struct source *x = a;
	const struct source *y = b;
	int order = instant_cmp(x->first, y->first);

	return order ? order : (x->place > y->place) - (x->place < y->place);
}

static int read_entries(struct mail_log *log, struct log_input *in, struct err *err)
{
	struct log_entry e;
	bool got;

	for (;;) {
		if (log_input_next(in, &e, &got, err) < 0)
			return -1;
		if (!got)
			return 0;
		mail_log_entry(log, &e);
	}
}

/* What could be read of it counts, also if it breaks off or is no mail log. */
static int read_file(struct cli *cli, struct mail_log *log, const struct zone *zone,
		     struct str path, struct err *err)
{
	struct log_input in AUTO(log_input_close) = { 0 };
	uint64_t lines = log->sum.lines;
	uint64_t foreign = log->sum.foreign;

	if (log_input_open(&in, path, err) < 0)
		return -1;
	mail_log_file(log, zone, written(&in));
	if (read_entries(log, &in, err) < 0)
		return -1;
	lines = log->sum.lines - lines;
	if (lines == 0)
		cli_note(cli, "%s: is empty", in.file.path);
	else if (lines == log->sum.foreign - foreign)
		return err_set(err, ERR_INPUT,
			       "%s: is no mail log: none of its %llu lines is of a mail server",
			       in.file.path, (unsigned long long)lines);
	return 0;
}

void maillog_order(struct cli *cli, const struct zone *zone, const struct option_list *files)
{
	struct source *source = arena_new(&cli->arena, files->n, sizeof(*source));

	for (size_t i = 0; i < files->n && files->n > 1; i++)
		source[i] = (struct source){ files->item[i], first_time(zone, files->item[i]), i };
	if (files->n < 2)
		return;
	qsort(source, files->n, sizeof(*source), by_time);
	for (size_t i = 0; i < files->n; i++)
		files->item[i] = source[i].path;
}

int maillog_read(struct cli *cli, struct mail_log *log, const struct zone *zone,
		 const struct option_list *files)
{
	size_t failed = 0;
	struct err err;

	maillog_order(cli, zone, files);
	for (size_t i = 0; i < files->n; i++) {
		if (read_file(cli, log, zone, files->item[i], &err) == 0)
			continue;
		cli_fail(cli, &err);
		failed++;
	}
	if (failed == 0)
		return CLI_OK;
	return failed < files->n || log->sum.lines > log->sum.foreign ? CLI_PARTIAL : CLI_FAILED;
}
