/* The tables, as the numbered steps that made them; what once shipped is never changed. */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* `text` has {id}, {int}, {raw} and {end} where engines spell differently. */
struct migration {
	int64_t number; /* 1, 2, ... without gaps */
	const char *name;
	const char *text;
};

const struct migration *schema_migrations(size_t *n);
