/* Rows on their way to the server, a large piece at a time. */
#include "store/pgcopy.h"

#include "base/die.h"
#include "store/pglink.h"

#include <libpq-fe.h>

#define PIECE (64u << 10)
#define HELD_MAX (72u << 20) /* a piece, and the largest row there is */

/* Signature, no flags, no more of a head. */
static const char head[19] = "PGCOPY\n\377\r\n";
static const char tail[] = "\377\377";

static bool is_column(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '"';
}

/* "a, b, c)" is taken off; how many, 0 if it is anything else. */
static size_t take_columns(struct str *s)
{
	size_t n = 0, at = 0;

	while (at < s->n && s->p[at] != ')') {
		size_t begin = at;

		while (at < s->n && is_column(s->p[at]))
			at++;
		if (at == begin)
			return 0;
		n++;
		if (str_starts(str_sub(*s, at, s->n), STR(", ")))
			at += 2;
	}
	if (at == s->n)
		return 0;
	*s = str_sub(*s, at + 1, s->n);
	return n;
}

/* "$1, $2)" and nothing else. */
static bool are_all_values(struct str s, size_t n)
{
	struct buf want AUTO(buf_done);

	buf_init(&want, PGCOPY_TEXT_MAX);
	for (size_t i = 1; i <= n; i++)
		buf_fmt(&want, "%s$%zu", i > 1 ? ", " : "", i);
	buf_byte(&want, ')');
	return !want.full && str_eq(buf_str(&want), s);
}

static bool take_word(struct str *s, struct str word)
{
	if (!str_starts(*s, word))
		return false;
	*s = str_sub(*s, word.n, s->n);
	return true;
}

bool pgcopy_text(struct str insert, struct buf *out)
{
	struct str s = insert, rest, table;
	size_t n;

	if (!take_word(&s, STR("INSERT INTO ")))
		return false;
	rest = s;
	if (!str_cut(&rest, ' ', &table) || !rest.p || !take_word(&rest, STR("(")))
		return false;
	n = take_columns(&rest);
	if (n == 0)
		return false;
	buf_fmt(out, "COPY %.*s FROM STDIN (FORMAT binary)",
		STR_ARG(str_sub(s, 0, (size_t)(rest.p - s.p))));
	return take_word(&rest, STR(" VALUES (")) && are_all_values(rest, n) && !out->full;
}

static void put_u16(struct buf *out, unsigned v)
{
	buf_byte(out, (char)(v >> 8));
	buf_byte(out, (char)v);
}

static void put_u32(struct buf *out, uint32_t v)
{
	put_u16(out, v >> 16);
	put_u16(out, v & 0xffff);
}

void pgcopy_put(struct buf *out, const struct pgcopy_row *row)
{
	put_u16(out, (unsigned)row->values);
	for (size_t i = 0; i < row->values; i++) {
		put_u32(out, row->p[i] ? (uint32_t)row->n[i] : UINT32_MAX);
		if (row->p[i])
			buf_add(out, (struct str){ row->p[i], (size_t)row->n[i] });
	}
}

static int is_lost(struct pgcopy *c, struct pglink *l, struct err *err)
{
	c->of = NULL;
	l->broken = true;
	return pglink_away(l, ERR_LATER, "the connection to PostgreSQL is lost", err);
}

int pgcopy_begin(struct pgcopy *c, struct pglink *l, const char *text, struct err *err)
{
	PGresult *r = PQexec(l->c, text);
	int result = PQresultStatus(r) == PGRES_COPY_IN ? 0 : pglink_failed(l, r, err);

	PQclear(r);
	if (result < 0)
		return -1;
	if (!c->held.max)
		buf_init(&c->held, HELD_MAX);
	buf_clear(&c->held);
	buf_add(&c->held, (struct str){ head, sizeof(head) });
	c->rows = 0;
	return 0;
}

static int send_held(struct pgcopy *c, struct pglink *l, struct err *err)
{
	if (PQputCopyData(l->c, c->held.p, (int)c->held.n) != 1)
		return is_lost(c, l, err);
	buf_clear(&c->held);
	return 0;
}

int pgcopy_add(struct pgcopy *c, struct pglink *l, const struct pgcopy_row *row, struct err *err)
{
	pgcopy_put(&c->held, row);
	if (c->held.full)
		return err_set(err, ERR_INPUT,
			       "the database refuses this: a row of more than %u octets",
			       HELD_MAX - PIECE);
	c->rows++;
	return c->held.n < PIECE ? 0 : send_held(c, l, err);
}

/* All that the server has to say; the first failure counts. */
static int read_end(struct pglink *l, struct err *err)
{
	PGresult *r;
	int result = 0;

	while ((r = PQgetResult(l->c))) {
		if (result == 0 && !pglink_is_fine(r))
			result = pglink_failed(l, r, err);
		PQclear(r);
		if (pglink_is_lost(l))
			break;
	}
	return result;
}

int pgcopy_end(struct pgcopy *c, struct pglink *l, struct err *err)
{
	int result;

	if (!c->of)
		return 0;
	buf_add(&c->held, (struct str){ tail, sizeof(tail) - 1 });
	if (send_held(c, l, err) < 0)
		return -1;
	c->of = NULL;
	if (PQputCopyEnd(l->c, NULL) != 1)
		return is_lost(c, l, err);
	result = read_end(l, err);
	if (result == 0 && pglink_is_lost(l))
		return is_lost(c, l, err);
	return result;
}

void pgcopy_undo(struct pgcopy *c, struct pglink *l)
{
	if (!c->of)
		return;
	c->of = NULL;
	if (!pglink_is_lost(l) && PQputCopyEnd(l->c, "undone") == 1)
		(void)!read_end(l, NULL);
}

void pgcopy_release(struct pgcopy *c)
{
	buf_done(&c->held);
}
