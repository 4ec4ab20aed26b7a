/* What tests of answers share: a small provider in a database, and questions put to it. */
#pragma once

#include "unit.h"

#include "base/json.h"
#include "front/page.h"
#include "msg/frame.h"
#include "store/listing_store.h"
#include "store/watch_store.h"

#define FRONT_DAY INT64_C(86400000000)
#define FRONT_NOW (20000 * FRONT_DAY)

extern struct db *front_db;

/* .7: C1 until 100 days ago, then C2, who goes on. .8: C1 until 50 days ago. .64/29 is a gateway,
 * .0/28 sends mail; 2001:db8::/48 is C2's. */
int front_begin_test(void **state);
int front_end_test(void **state);

/* The same without anything in it. */
void front_empty(void);

/* So many days before now. */
struct instant front_ago(int days);
struct range front_range(const char *text);

/* A listing on bl.example of that state, begun so many days ago. */
struct listing front_listing(const char *about, enum listing_state state, int since);
void front_save(struct listing *l, enum listing_change change, int ago);
void front_standing(const struct standing *s);

/* The answer, and in *kind how it went. The caller frees the document; NULL: no JSON. */
struct json_doc *front_ask(page_fn *fn, enum msg_type type, struct str body, enum err_kind *kind);

/* Members of an answer; empty, -1 and false where there is none. */
struct str front_text(const struct json *object, const char *key);
int64_t front_int(const struct json *object, const char *key);
bool front_bool(const struct json *object, const char *key);

#define FRONT_TEST(name) cmocka_unit_test_setup_teardown(name, front_begin_test, front_end_test)
