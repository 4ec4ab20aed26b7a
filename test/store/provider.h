/* A small provider, as plans of imports, and whole databases as text to compare. */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "store/import_store.h"
#include "store/inventory_store.h"

#define PROVIDER_CHANGES 32

struct plan {
	struct import_plan plan;
	struct import_change change[PROVIDER_CHANGES];
};

struct range provider_range(const char *text);
struct instant provider_time(int day); /* of January 2026, midnight UTC */

void plan_add(struct plan *p, enum inv_kind kind, const void *row);
void plan_correct(struct plan *p, enum inv_kind kind, const void *before, const void *after);
void plan_end(struct plan *p, enum inv_kind kind, const void *before);

/* Machines, customers (one a reseller of another), prefixes, tenancies and holdings. */
void provider_first(struct plan *p);

/* Applies in a transaction of its own on day `day`; the error's kind. */
enum err_kind provider_apply(struct db *db, const struct plan *p, int day, struct err *err);

/* Everything that can be read, every belief: two databases with one text are the same. */
void provider_dump(struct db *db, struct buf *out);

/* All of one span; fails the test if it cannot be read. */
struct inventory provider_load(struct db *db, enum inventory_span span, struct arena *arena);

/* The tenancy of that range that begins on that day. */
const struct tenancy *provider_tenancy(const struct inventory *inv, const char *range, int day);
