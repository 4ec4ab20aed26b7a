/* Reading rspamd's line about a message: marks that may stand there once only. */
#include "proto/log_rspamd.h"

#include "base/scan.h"

#include <string.h>

/* Splits at the only place of `mark`; false if there is none, or another one. */
static bool split(struct str s, struct str mark, struct str *before, struct str *behind)
{
	const char *at = s.n ? memmem(s.p, s.n, mark.p, mark.n) : NULL;
	size_t n = at ? (size_t)(at - s.p) : 0;

	if (!at)
		return false;
	*before = str_sub(s, 0, n);
	*behind = str_sub(s, n + mark.n, s.n);
	return !behind->n || !memmem(behind->p, behind->n, mark.p, mark.n);
}

static bool taken(struct str *s, struct str prefix)
{
	if (!str_starts(*s, prefix))
		return false;
	*s = str_sub(*s, prefix.n, s->n);
	return true;
}

/* Takes up to ", ". */
static struct str take_value(struct str *s)
{
	const char *at = s->n ? memmem(s->p, s->n, ", ", 2) : NULL;
	struct str value = str_sub(*s, 0, at ? (size_t)(at - s->p) : s->n);

	*s = str_sub(*s, value.n + 2, s->n);
	return value;
}

/* "[-0.10/15.00]" */
static bool read_score(struct str s, int64_t *out)
{
	struct scan in = scan_of(s);
	bool minus;
	int64_t unit = 100, part = 0;

	scan_want(&in, '[');
	minus = scan_try(&in, '-');
	*out = (int64_t)scan_u64(&in, 7, RSPAMD_SCORE_MAX) * 1000;
	if (scan_try(&in, '.'))
		for (; scan_peek(&in) >= '0' && scan_peek(&in) <= '9'; unit /= 10)
			part += (int64_t)scan_fixed(&in, 1) * unit;
	*out = minus ? -*out - part : *out + part;
	scan_want(&in, '/');
	return !in.bad;
}

/* "T (reject): [15.30/15.00] ..." */
static bool read_verdict(struct str s, struct rspamd_line *out)
{
	size_t end;

	if (s.n < 4 || s.p[1] != ' ' || s.p[2] != '(')
		return false;
	out->spam = s.p[0] == 'T';
	s = str_sub(s, 3, s.n);
	end = str_find(s, ')');
	out->action = str_sub(s, 0, end);
	s = str_sub(s, end, s.n);
	return taken(&s, STR("): ")) && read_score(s, &out->score);
}

bool rspamd_line_read(struct str text, struct rspamd_line *out)
{
	struct str all, who, verdict;

	*out = (struct rspamd_line){ 0 };
	if (!split(text, STR("; task; rspamd_task_write_log: id: <"), &all, &who))
		return false;
	if (!split(who, STR(" (default: "), &who, &verdict) ||
	    !split(who, STR(">, qid: <"), &out->message_id, &who))
		return false;
	out->queue_id = str_sub(who, 0, str_find(who, '>'));
	who = str_sub(who, out->queue_id.n, who.n);
	if (!taken(&who, STR(">, ")))
		return false;
	if (taken(&who, STR("ip: ")))
		out->address = take_value(&who);
	if (taken(&who, STR("user: ")))
		out->account = take_value(&who);
	return read_verdict(verdict, out);
}

bool rspamd_program(struct str program)
{
	return str_eq(program, STR("rspamd")) || str_eq(program, STR("rmilter"));
}
