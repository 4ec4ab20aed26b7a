/* Questions that a round may spend, per operator, out of the budgets' ledger.
 *
 * Blocks are taken from the ledger when the one before is spent, so that all lists of one
 * operator share his budget and an interrupted round loses credit but never overspends.
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
