/* What a running hub knows about the lists: how they stand, and what was spent on them. */
#pragma once

#include "base/jout.h"
#include "base/json.h"
#include "cli/cli.h"
#include "model/list.h"

struct lists_standing;

/* NULL where no hub runs, or none that can tell (said on standard error then). */
struct lists_standing *lists_standing_ask(struct cli *cli);
void lists_standing_free(struct lists_standing *s);

/* All of them, in no order. */
size_t lists_standing_count(const struct lists_standing *s);
const struct json *lists_standing_at(const struct lists_standing *s, size_t i);

/* The list's object in the answer; NULL: the hub does not watch it. */
const struct json *lists_standing_of(const struct lists_standing *s, const struct list *l);

/* Questions of today that its operator was granted. */
uint64_t lists_standing_spent(const struct lists_standing *s, const struct list *l);

/* Whether it is held, or fails: what it says does not count then. */
bool lists_standing_held(struct cli *cli, const struct json *standing);
bool lists_standing_fails(struct cli *cli, const struct json *standing);

/* "ok", "broken", "held", ... and what is to be said of it: "since ..., proven in 3h: ...". */
struct str lists_standing_state(struct cli *cli, const struct json *standing);
struct str lists_standing_why(struct cli *cli, const struct json *standing);
struct str lists_standing_budget(struct cli *cli, const struct lists_standing *s,
				 const struct list *l);

/* The members "standing" (null: not watched), "spent_today" and "per_day". */
void lists_standing_json(struct jout *j, const struct lists_standing *s, const struct list *l);
