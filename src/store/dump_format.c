/* Values and records of a dump, octet by octet. */
#include "store/dump_format.h"

enum { NOTHING = 0, TEXT = 1, RAW = 2, NUMBER = 16, NUMBER_MAX = 8 };

/* The fewest octets that keep the number and its sign; 0 for 0. */
static unsigned width(int64_t i)
{
	unsigned n = 0;

	if (i == 0)
		return 0;
	while (++n < NUMBER_MAX) {
		int64_t most = (INT64_C(1) << (8 * n - 1)) - 1;

		if (i <= most && i >= -most - 1)
			break;
	}
	return n;
}

void dump_put_value(struct buf *out, const struct db_value *v)
{
	unsigned n;

	switch (v->type) {
	case DB_NULL:
		wire_put_u8(out, NOTHING);
		return;
	case DB_TEXT:
	case DB_RAW:
		wire_put_u8(out, v->type == DB_TEXT ? TEXT : RAW);
		wire_put_str(out, v->s);
		return;
	case DB_INT:
		n = width(v->i);
		wire_put_u8(out, (uint8_t)(NUMBER + n));
		for (unsigned k = 0; k < n; k++)
			wire_put_u8(out, (uint8_t)((uint64_t)v->i >> 8 * k));
		return;
	}
}

static int64_t get_number(struct wire_in *in, unsigned n)
{
	uint64_t i = 0;

	for (unsigned k = 0; k < n; k++)
		i |= (uint64_t)wire_get_u8(in) << 8 * k;
	if (n > 0 && n < NUMBER_MAX && (i >> (8 * n - 1)))
		i |= UINT64_MAX << 8 * n;
	return (int64_t)i;
}

bool dump_get_value(struct wire_in *in, struct db_value *v)
{
	uint8_t kind = wire_get_u8(in);

	*v = (struct db_value){ .type = DB_NULL };
	if (kind == TEXT || kind == RAW) {
		v->type = kind == TEXT ? DB_TEXT : DB_RAW;
		v->s = wire_get_str(in, DUMP_RECORD_MAX);
	} else if (kind >= NUMBER && kind <= NUMBER + NUMBER_MAX) {
		v->type = DB_INT;
		v->i = get_number(in, (unsigned)kind - NUMBER);
		if (width(v->i) + NUMBER != kind)
			return false;
	} else if (kind != NOTHING) {
		return false;
	}
	return !in->bad;
}

void dump_begin(struct buf *out, enum dump_record kind)
{
	wire_put_u8(out, (uint8_t)kind);
	wire_put_u32(out, 0);
}

void dump_finish(struct buf *out, size_t at)
{
	uint32_t n;

	if (out->full)
		return;
	n = (uint32_t)(out->n - at - DUMP_RECORD_HEAD);
	for (unsigned k = 0; k < 4; k++)
		out->p[at + 1 + k] = (char)(n >> 8 * k);
}
