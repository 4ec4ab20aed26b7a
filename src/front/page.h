/* What answers a question at the front: the database, read-only, and what is told. */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

struct db;
struct frame;

struct holder_skews;
struct scene_shelf;
struct source;

struct page {
	struct db *db;
	struct arena *turn; /* gone after the answer */
	struct instant now;
	const struct holder_skews *usual; /* unless one is asked for */
	const struct source *from;        /* where our watch asks lists from */
	struct scene_shelf *shelf;        /* what is kept between answers */
	struct str json;                  /* what the answer tells, also beside a failure */
};

typedef int page_fn(struct page *page, const struct frame *in, struct err *err);
