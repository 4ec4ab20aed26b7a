/* What is told of the watch's work once it is stored: a line of the log per change, and what the
 * desk does next. */
#pragma once

#include "desk/bench.h"
#include "model/listing.h"
#include "model/standing.h"

struct watching_heard;

/* Nothing for changes that nobody wants to know. Copies what it needs. */
void tell_listing(struct bench *bench, const struct listing *l, enum listing_change change);
void tell_standing(struct bench *bench, const struct standing *s, enum standing_change change);

/* Its content has changed and its serials have not: no walk is spared for a month. */
void tell_serial_lied(struct bench *bench, struct str zone);

/* The inventory has changed. */
void tell_estate(struct bench *bench);

/* Lets the watching go on. */
void tell_watching(struct bench *bench, const struct watching_heard *heard);
