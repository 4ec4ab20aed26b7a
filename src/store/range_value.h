/* Addresses and ranges as values and columns of statements: 16 raw octets each. */
#pragma once

#include "base/range.h"
#include "store/query.h"

/* The octets of both ends; they stay where they are until the statement has been run. */
struct range_value {
	uint8_t lo[16], hi[16];
};

struct range_value range_value(struct range r);

/* lo, then hi. */
void db_put_ends(struct db_query *q, const struct range_value *v);

/* No address where the column is NULL. */
struct ip db_get_ip(struct db_query *q);
