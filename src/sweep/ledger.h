/* The budgets' book when no hub runs: one file, locked, written before questions are spent.
 *
 * Several sweeps of one user share it. A book that cannot be read is an error, never an
 * empty book: that would be a way to spend a day's budget twice.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/source.h"
#include "base/str.h"
#include "model/budget.h"
#include "sweep/till.h"

#define LEDGER_FILE_MAX (1 << 20) /* octets of the book */
#define LEDGER_OPERATORS_MAX 1000
#define LEDGER_KEEP_DAYS 62 /* an operator not asked for so long is forgotten */

struct ledger;

/* Opens (or begins) the book in folder `dir`, which is made if missing; see ledger_place. ERR_INPUT
 * names line and field where it is damaged; it is left as it is. */
NODISCARD int ledger_open(struct str dir, struct ledger **out, struct err *err);
void ledger_free(struct ledger *l);

/* Questions leave from there, as long as nothing else is said as the kernel chooses. Each address
 * has a budget of its own; one that was not named before begins with what was spent while none
 * was. */
void ledger_from(struct ledger *l, const struct source *from);

/* Where it is kept: DIR/sweep of --state DIR (may be empty), else $XDG_STATE_HOME/netizen,
 * else ~/.local/state/netizen. */
NODISCARD int ledger_place(struct str state, struct buf *out, struct err *err);

struct ledger_wish {
	uint32_t n;
	bool manual; /* a person asked: may use the day's reserve */
	struct instant now;
};

/* A block of questions to one operator: on disk when this returns. out->n may be 0: then
 * out->again says when to ask again. */
NODISCARD int ledger_take(struct ledger *l, const struct list *list, struct ledger_wish wish,
			  struct budget_grant *out, struct err *err);

/* Gives back what was not asked of a block taken at `when`. */
NODISCARD int ledger_return(struct ledger *l, struct str operator, uint32_t n, struct instant when,
			    struct err *err);

/* The book as a till of purses; as long as `l` lives. */
struct till ledger_till(struct ledger *l);
