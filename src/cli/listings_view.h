/* Listings for people: in words, what hurts before what does not. */
#pragma once

#include "base/json.h"
#include "cli/cli.h"

#define LISTINGS_SHOWN_MAX 100000 /* rows of one table; there may be more */

struct listings_view; /* rows so far */

struct listings_view *listings_view_new(struct cli *cli);
void listings_view_free(struct listings_view *v);

/* Adds the rows of one answer. ERR_INPUT: it is none. */
NODISCARD int listings_view_add(struct listings_view *v, struct str json, struct err *err);

/* Whether the last answer was not all; then *after leads to the next. */
bool listings_view_more(const struct listings_view *v, int64_t *after);

/* The table, and what there is to say below it. */
void listings_view_print(struct listings_view *v);

/* What it is about: an address, a network, a name. */
struct str listing_about(struct cli *cli, const struct json *l);

/* "listed", "clean once, still counts", "held: ..." */
struct str listing_words(struct cli *cli, const struct json *l);

/* "C300 Elm Software", "nobody's", "many share it", "likely C300 ...". */
struct str listing_whose(struct cli *cli, const struct json *l);

/* When it began; "before" the first look where it was there already. */
struct str listing_since(struct cli *cli, const struct json *l);

/* Without the fraction of a second; `none` for null. */
struct str listing_time(struct cli *cli, const struct json *l, const char *key, const char *none);
