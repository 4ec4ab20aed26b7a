/* Reading PHP's mail.log up to the message's words. */
#include "proto/log_php.h"

#include <string.h>

static bool taken(struct str *s, struct str prefix)
{
	if (!str_starts(*s, prefix))
		return false;
	*s = str_sub(*s, prefix.n, s->n);
	return true;
}

static bool all_digits(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (s.p[i] < '0' || s.p[i] > '9')
			return false;
	return s.n > 0;
}

/* "[24-Nov-2026 20:00:00 UTC] " */
static void take_stamp(struct str *s)
{
	size_t end = str_find(*s, ']');

	if (s->n > 12 && s->p[0] == '[' && s->p[3] == '-' && s->p[7] == '-' && end + 2 < s->n)
		*s = str_sub(*s, end + 2, s->n);
}

/* "/path/x.php(3) : eval()'d code" was run by /path/x.php. */
static struct str without_eval(struct str path, bool *evaluated)
{
	static const struct str mark[] = { STR_INIT(" : eval()'d code"),
					   STR_INIT(" : runtime-created function") };

	for (size_t i = 0; i < LEN(mark); i++) {
		const char *at = path.n ? memmem(path.p, path.n, mark[i].p, mark[i].n) : NULL;

		if (!at)
			continue;
		*evaluated = true;
		path = str_sub(path, 0, (size_t)(at - path.p));
		at = memrchr(path.p, '(', path.n);
		return at ? str_sub(path, 0, (size_t)(at - path.p)) : path;
	}
	return path;
}

/* The path ends at the first "]: To: ": no file that PHP runs has such a name unless its owner made
 * it up, and then it accuses him. */
bool php_line_read(struct str text, struct php_line *out)
{
	static const struct str end = STR_INIT("]: To: ");
	struct str s = text;
	const char *at, *colon;

	*out = (struct php_line){ 0 };
	take_stamp(&s);
	if (!taken(&s, STR("mail() on [")))
		return false;
	at = s.n ? memmem(s.p, s.n, end.p, end.n) : NULL;
	if (!at)
		return false;
	s = str_sub(s, 0, (size_t)(at - s.p));
	colon = s.n ? memrchr(s.p, ':', s.n) : NULL;
	if (!colon)
		return false;
	out->line = str_sub(s, (size_t)(colon - s.p) + 1, s.n);
	out->script = without_eval(str_sub(s, 0, (size_t)(colon - s.p)), &out->evaluated);
	return out->script.n > 0 && all_digits(out->line);
}
