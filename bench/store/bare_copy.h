/* The rival on a PostgreSQL: the same rows by one COPY of text, and nothing else. */
#pragma once

#include "model/inventory.h"

#include <stddef.h>

struct bare_rows {
	const struct tenancy *tenancy; /* customers are named c000000, c000001 ... */
	size_t tenancies, customers, machines;
};

/* Seconds. Tables of its own, of the same columns, indexes and references; gone afterwards. */
double bare_copy(const char *words, const struct bare_rows *rows);
