/* What a watch remembers, made up for tests, and all of it as text to compare. */
#pragma once

#include "store/listing_store.h"
#include "store/watch_store.h"

/* A listing that goes on, with something in every field; `place` is a range, or a name. */
struct listing watched_listing(const char *zone, const char *place, int day);

/* In a transaction of its own; fails the test if it cannot be saved. */
void watched_save(struct db *db, struct listing *l, enum listing_change change, int day);

/* A bit of everything in one transaction on day `day`: a listing of each kind, changes, a
 * standing, a walk, a grant, a reverse name; what is there already is changed. The error's kind. */
enum err_kind watched_turn(struct db *db, int day, struct err *err);

/* Everything that can be read: two databases with one text remember the same. */
void watched_dump(struct db *db, struct buf *out);
