/* Fetching several files at once, in the loop. */
#pragma once

#include "sys/fetch.h"

#define FETCHER_MAX 32 /* at the same time */

struct fetcher;
struct loop;

/* One has ended: `why` is NULL if it is there (or unchanged), else what failed. */
typedef void fetcher_fn(void *ctx, uint64_t tag, const struct fetched *got, const struct err *why);

/* Loads the library: before a cage. */
NODISCARD int fetcher_new(struct loop *loop, fetcher_fn *fn, void *ctx, struct fetcher **out,
			  struct err *err);

/* Those under way are dropped, their files removed. NULL is fine. Not from within `fn`. */
void fetcher_free(struct fetcher *f);

/* Begins; what `fetch` points to is copied. ERR_LATER: FETCHER_MAX are under way. */
NODISCARD int fetcher_add(struct fetcher *f, uint64_t tag, const struct fetch *fetch,
			  struct err *err);
size_t fetcher_count(const struct fetcher *f);
