/* PostgreSQL's binary form of values. */
#include "store/postgres_value.h"

static size_t width(unsigned type)
{
	switch (type) {
	case POSTGRES_INT8:
		return 8;
	case POSTGRES_INT4:
		return 4;
	case POSTGRES_INT2:
		return 2;
	case POSTGRES_BOOL:
		return 1;
	default:
		return 0;
	}
}

bool postgres_knows(unsigned type)
{
	return width(type) > 0 || type == POSTGRES_TEXT || type == POSTGRES_RAW ||
	       type == POSTGRES_VARCHAR || type == POSTGRES_NAME;
}

static bool fits(size_t octets, int64_t i)
{
	const int64_t most = octets < 8 ? (INT64_C(1) << (8 * octets - 1)) - 1 : INT64_MAX;

	return i <= most && i >= -most - 1;
}

size_t postgres_put_int(unsigned type, int64_t i, uint8_t out[POSTGRES_INT_MAX])
{
	size_t n = width(type);

	if (n == 0 || !fits(n, i))
		return 0;
	for (size_t k = 0; k < n; k++)
		out[k] = (uint8_t)((uint64_t)i >> 8 * (n - 1 - k));
	return n;
}

struct db_value postgres_get(unsigned type, struct str s)
{
	struct db_value v = { .type = type == POSTGRES_RAW ? DB_RAW : DB_TEXT, .s = s };
	uint64_t i = 0;

	if (width(type) == 0)
		return v;
	for (size_t k = 0; k < s.n; k++)
		i = i << 8 | (uint8_t)s.p[k];
	if (s.n && s.n < 8 && ((uint8_t)s.p[0] & 0x80))
		i |= UINT64_MAX << 8 * s.n;
	return (struct db_value){ .type = DB_INT, .i = (int64_t)i };
}
