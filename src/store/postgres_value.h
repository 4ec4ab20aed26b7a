/* Values as PostgreSQL sends and takes them in its binary form: big endian, no quoting. */
#pragma once

#include "base/attr.h"
#include "store/driver.h"

#define POSTGRES_INT_MAX 8 /* octets of a number */

/* What a column or a parameter is, by the numbers that all servers share. */
enum postgres_type {
	POSTGRES_BOOL = 16,
	POSTGRES_RAW = 17,
	POSTGRES_NAME = 19,
	POSTGRES_INT8 = 20,
	POSTGRES_INT2 = 21,
	POSTGRES_INT4 = 23,
	POSTGRES_TEXT = 25,
	POSTGRES_VARCHAR = 1043,
};

/* Whether a statement may give or take it at all. */
bool postgres_knows(unsigned type);

/* The octets of a number of that type; 0 if it does not fit or the type is no number's. */
size_t postgres_put_int(unsigned type, int64_t i, uint8_t out[POSTGRES_INT_MAX]);

/* A column that is not NULL, as it arrived; views look into it. */
struct db_value postgres_get(unsigned type, struct str s);
