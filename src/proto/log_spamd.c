/* Reading spamd's result: only the Message-ID, which comes late, is a stranger's word. */
#include "proto/log_spamd.h"

#include "base/scan.h"

#include <string.h>

static struct str behind(struct str s, struct str mark)
{
	const char *at = s.n ? memmem(s.p, s.n, mark.p, mark.n) : NULL;

	return at ? str_sub(s, (size_t)(at - s.p) + mark.n, s.n) : (struct str){ 0 };
}

bool spamd_line_read(struct str text, struct spamd_line *out)
{
	static const struct str mark = STR_INIT("spamd: result: ");
	struct scan s = scan_of(str_sub(text, mark.n, text.n));
	struct str rest;
	bool minus;

	*out = (struct spamd_line){ 0 };
	if (!str_starts(text, mark))
		return false;
	out->spam = scan_try(&s, 'Y');
	if (!out->spam)
		scan_want(&s, '.');
	scan_want(&s, ' ');
	minus = scan_try(&s, '-');
	out->score = (int64_t)scan_u64(&s, 6, SPAMD_SCORE_MAX) * (minus ? -1000 : 1000);
	scan_want(&s, ' ');
	scan_want(&s, '-');
	if (s.bad)
		return false;
	rest = scan_rest(&s);
	out->message_id = behind(rest, STR(",mid="));
	rest = str_sub(rest, 0, rest.n - out->message_id.n);
	out->user = behind(rest, STR(",user="));
	out->user = str_sub(out->user, 0, str_find(out->user, ','));
	return true;
}

bool spamd_program(struct str program)
{
	return str_eq(program, STR("spamd")) || str_eq(program, STR("spamassassin"));
}
