/* The budgets' book when no hub runs: one file, locked, written before questions are spent.
 *
 * Several sweeps of one user share it. A book that cannot be read is an error, never an
 * empty book: that would be a way to spend a day's budget twice.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"
#include "model/budget.h"

struct ledger;

/* Opens (or begins) the book in folder `dir`, which is made if missing; see ledger_place. */
NODISCARD int ledger_open(struct str dir, struct ledger **out, struct err *err);
void ledger_free(struct ledger *l);

/* Where it is kept: DIR/sweep of --state DIR (may be empty), else $XDG_STATE_HOME/netizen,
 * else ~/.local/state/netizen. */
NODISCARD int ledger_place(struct str state, struct buf *out, struct err *err);

/* A block of questions to one operator: on disk when this returns. out->n may be 0. */
NODISCARD int ledger_take(struct ledger *l, const struct list *list, uint32_t want,
			  struct instant now, struct budget_grant *out, struct err *err);

/* Gives back what was not asked of a block taken at `when`. */
NODISCARD int ledger_return(struct ledger *l, struct str operator, uint32_t n, struct instant when,
			    struct err *err);
