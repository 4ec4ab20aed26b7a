/* Records of a dump in the one order that is right: head, tables with their rows, end. */
#include "store/dump_read.h"

#include "store/dump_format.h"

#include <stdio.h>
#include <string.h>

#define MAGIC STR(DUMP_MAGIC)

void dump_reader_init(struct dump_reader *r)
{
	memset(r, 0, sizeof(*r));
	buf_init(&r->held, DUMP_RECORD_MAX + DUMP_RECORD_HEAD);
}

void dump_reader_done(struct dump_reader *r)
{
	buf_done(&r->held);
}

static int damaged(struct err *err, const char *what)
{
	return err_set(err, ERR_INPUT, "the dump is damaged: %s", what);
}

static bool get_name(struct wire_in *in, char *to)
{
	struct str s = wire_get_str(in, CATALOG_NAME_MAX);

	if (in->bad || s.n == 0 || memchr(s.p, '\0', s.n))
		return false;
	memcpy(to, s.p, s.n);
	to[s.n] = '\0';
	return true;
}

static int read_head(struct dump_reader *r, struct wire_in *in, struct err *err)
{
	r->schema = wire_get_u32(in);
	if (!get_name(in, r->engine) || !wire_end(in) || r->schema > DUMP_SCHEMA_MAX)
		return damaged(err, "its head");
	r->headed = true;
	return 0;
}

static int read_table(struct dump_reader *r, struct wire_in *in, struct err *err)
{
	bool fine = get_name(in, r->table);

	r->columns = wire_get_u16(in);
	if (r->columns > CATALOG_COLUMNS_MAX)
		return damaged(err, "a table has too many columns");
	for (size_t i = 0; fine && i < r->columns; i++) {
		fine = get_name(in, r->names[i]);
		r->column[i] = str_of(r->names[i]);
	}
	if (!fine || r->columns == 0 || !wire_end(in))
		return damaged(err, "the head of a table");
	r->open = true;
	r->rows = 0;
	return 0;
}

static int read_row(struct dump_reader *r, struct wire_in *in, struct err *err)
{
	for (size_t i = 0; i < r->columns; i++)
		if (!dump_get_value(in, &r->value[i]))
			return err_set(err, ERR_INPUT,
				       "the dump is damaged: row %llu of table \"%s\"",
				       (unsigned long long)r->rows + 1, r->table);
	if (!wire_end(in))
		return damaged(err, "a row is longer than its table is wide");
	r->rows++;
	r->all_rows++;
	return 0;
}

static int read_rows(struct dump_reader *r, struct wire_in *in, struct err *err)
{
	uint64_t rows = wire_get_u64(in);

	if (!wire_end(in) || rows != r->rows)
		return damaged(err, "a table does not have as many rows as it says");
	r->open = false;
	r->tables++;
	return 0;
}

static int read_end(struct dump_reader *r, struct wire_in *in, struct err *err)
{
	uint64_t tables = wire_get_u64(in), rows = wire_get_u64(in);

	if (!wire_end(in) || tables != r->tables || rows != r->all_rows)
		return damaged(err, "it does not have as much as it says");
	r->ended = true;
	return 0;
}

static int take(struct dump_reader *r, uint8_t kind, struct str body, enum dump_fact *fact,
		struct err *err)
{
	struct wire_in in = wire_of(body);

	if (r->ended || (kind == DUMP_HEAD) == r->headed ||
	    (kind == DUMP_ROW || kind == DUMP_ROWS) != r->open)
		return damaged(err, "its parts are not in order");
	switch (kind) {
	case DUMP_HEAD:
		*fact = DUMP_IS_HEAD;
		return read_head(r, &in, err);
	case DUMP_TABLE:
		*fact = DUMP_IS_TABLE;
		return read_table(r, &in, err);
	case DUMP_ROW:
		*fact = DUMP_IS_ROW;
		return read_row(r, &in, err);
	case DUMP_ROWS:
		*fact = DUMP_IS_ROWS;
		return read_rows(r, &in, err);
	case DUMP_END:
		*fact = DUMP_IS_END;
		return read_end(r, &in, err);
	default:
		return damaged(err, "an unknown part");
	}
}

/* Moves octets from *in until `want` are held; false if there are not so many yet. */
static bool hold(struct dump_reader *r, struct str *in, size_t want)
{
	struct str part;

	if (r->held.n >= want)
		return true;
	part = str_sub(*in, 0, want - r->held.n);
	buf_add(&r->held, part);
	*in = str_sub(*in, part.n, in->n);
	return r->held.n >= want;
}

static int begin(struct dump_reader *r, struct str *in, struct err *err)
{
	bool whole = hold(r, in, MAGIC.n);

	if (!str_starts(MAGIC, buf_str(&r->held)))
		return err_set(err, ERR_INPUT, "this is no dump of netizen, or of a later format");
	if (!whole)
		return 0;
	buf_clear(&r->held);
	r->begun = true;
	return 0;
}

static size_t body_size(struct str head)
{
	struct wire_in in = wire_of(head);

	(void)wire_get_u8(&in);
	return wire_get_u32(&in);
}

/* A record that lies whole in *in is read there; only what is cut is held. */
static int next(struct dump_reader *r, struct str *in, enum dump_fact *fact, struct err *err)
{
	bool here = r->held.n == 0 && in->n >= DUMP_RECORD_HEAD;
	struct str record = here ? *in : (struct str){ NULL, 0 };
	size_t n;

	if (!here && !hold(r, in, DUMP_RECORD_HEAD))
		return 0;
	n = body_size(here ? record : buf_str(&r->held));
	if (n > DUMP_RECORD_MAX)
		return damaged(err, "a part is too large");
	if (here && in->n < DUMP_RECORD_HEAD + n)
		here = false;
	if (here) {
		*in = str_sub(*in, DUMP_RECORD_HEAD + n, in->n);
	} else {
		if (!hold(r, in, DUMP_RECORD_HEAD + n))
			return 0;
		record = buf_str(&r->held);
		r->eat = true;
	}
	return take(r, (uint8_t)record.p[0], str_sub(record, DUMP_RECORD_HEAD, n), fact, err);
}

int dump_reader_feed(struct dump_reader *r, struct str *in, enum dump_fact *fact, struct err *err)
{
	*fact = DUMP_IS_MORE;
	if (r->eat)
		buf_clear(&r->held);
	r->eat = false;
	if (!r->begun && begin(r, in, err) < 0)
		return -1;
	return r->begun ? next(r, in, fact, err) : 0;
}

int dump_reader_end(const struct dump_reader *r, struct err *err)
{
	if (!r->ended)
		return damaged(err, "it was cut off");
	return r->held.n > 0 && !r->eat ? damaged(err, "something stands behind its end") : 0;
}
