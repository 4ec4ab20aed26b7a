/* Cutting a log into entries. */
#include "flow/log_feed.h"

enum { LOOKED_AT = 24 }; /* octets that tell the form */

void log_feed_init(struct log_feed *f)
{
	*f = (struct log_feed){ .form = LOG_FEED_NEW };
	line_cut_init(&f->cut);
	journal_export_init(&f->export);
}

void log_feed_done(struct log_feed *f)
{
	line_cut_done(&f->cut);
	journal_export_done(&f->export);
	arena_done(&f->turn);
}

struct buf *log_feed_room(struct log_feed *f)
{
	return &f->cut.block;
}

/* Waits for as many octets as tell it, if there are `more`. */
static void look(struct log_feed *f, bool more)
{
	struct str all = buf_str(&f->cut.block);

	if (all.n == 0 || (more && all.n < LOOKED_AT && str_find(all, '\n') == all.n))
		return;
	f->form = LOG_FEED_LINES;
	if (journal_like_export(all))
		f->form = LOG_FEED_EXPORT;
	else if (journal_like_json(all))
		f->form = LOG_FEED_JSON;
}

static struct log_entry of_journal(const struct journal_entry *j)
{
	return (struct log_entry){
		.parsed = true,
		.line = j->message,
		.head = {.form = LOG_FORM_RFC3339,
                         .stamp = j->second,
                         .host = j->host,
                         .program = j->program,
                         .pid = j->pid,
                         .text = j->message},
		.when = j->when,
	};
}

/* The head is read later, and only by those who want it. */
static void of_line(struct str line, struct log_entry *out)
{
	out->parsed = false;
	out->line = line;
	out->when = WHEN_EVER;
}

/* What is no entry of a journal, but stands between its lines, is a line. */
static void of_form(struct log_feed *f, struct str line, struct log_entry *out)
{
	struct journal_entry j;

	of_line(line, out);
	if (f->form != LOG_FEED_JSON)
		return;
	arena_clear(&f->turn);
	if (journal_json_read(line, &f->turn, &j))
		*out = of_journal(&j);
}

static bool next_line(struct log_feed *f, struct log_entry *out)
{
	struct str line;

	if (!line_cut_next(&f->cut, &line))
		return false;
	of_form(f, line, out);
	return true;
}

static bool next_export(struct log_feed *f, struct log_entry *out)
{
	struct str rest = str_sub(buf_str(&f->cut.block), f->cut.at, f->cut.block.n);
	struct journal_entry j;
	bool whole = journal_export_next(&f->export, &rest, &j);

	f->cut.at = f->cut.block.n - rest.n;
	if (whole) {
		*out = of_journal(&j);
		return true;
	}
	buf_clear(&f->cut.block);
	f->cut.at = 0;
	return false;
}

bool log_feed_next(struct log_feed *f, struct log_entry *out)
{
	if (f->form == LOG_FEED_NEW)
		look(f, true);
	if (f->form == LOG_FEED_NEW)
		return false;
	return f->form == LOG_FEED_EXPORT ? next_export(f, out) : next_line(f, out);
}

bool log_feed_last(struct log_feed *f, struct log_entry *out)
{
	struct journal_entry j;
	struct str line;

	if (f->form == LOG_FEED_NEW)
		look(f, false);
	if (f->form == LOG_FEED_EXPORT && log_feed_next(f, out))
		return true;
	if (f->form == LOG_FEED_EXPORT) {
		if (!journal_export_last(&f->export, &j))
			return false;
		*out = of_journal(&j);
		return true;
	}
	if (!line_cut_last(&f->cut, &line))
		return false;
	of_form(f, line, out);
	return true;
}

bool log_entry_when(const struct log_entry *e, struct log_clock *clock, struct instant *out)
{
	struct log_head head;

	*out = e->when;
	if (e->parsed)
		return e->when.us != WHEN_EVER.us;
	return log_head_read(e->line, &head) && log_clock_read(clock, &head, out);
}
