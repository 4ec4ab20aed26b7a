/* Questions that a round may spend, per operator, out of the budgets' ledger.
 *
 * Blocks are taken from the ledger when the one before is spent, so that all lists of one
 * operator share his budget and an interrupted round loses credit but never overspends. His
 * questions per second are kept over all his lists as well.
 */
#pragma once

#include "base/err.h"
#include "base/when.h"
#include "model/list.h"

#include <stdbool.h>

struct ledger;
struct purse;

enum purse_answer {
	PURSE_SPEND, /* one question, counted */
	PURSE_WAIT,  /* not before *until */
	PURSE_EMPTY, /* nothing within the next PURSE_PATIENCE_S, or the ledger failed */
};

#define PURSE_PATIENCE_S 90

struct purse *purse_new(struct ledger *ledger); /* NULL: no budgets, always PURSE_SPEND */

/* Gives back what was taken and not spent. */
void purse_free(struct purse *p);

/* `err` is set when the ledger failed (PURSE_EMPTY), else left alone. */
enum purse_answer purse_take(struct purse *p, const struct list *list, struct instant now,
			     struct instant *until, struct err *err);

/* A question that was taken ended after so many packets: none gives it back, more than one
 * are paid for, out of the next block if this one is spent. */
void purse_settle(struct purse *p, const struct list *list, unsigned packets);
