/* Packets that a round may send, per operator, out of a till of budgets.
 *
 * Blocks are taken from the till when the one before is spent, so that all lists of one
 * operator share his budget and an interrupted round loses credit but never overspends: every
 * packet is paid before it is sent, repeated ones too. His packets per second are kept over
 * all his lists as well.
 */
#pragma once

#include "base/err.h"
#include "base/when.h"
#include "model/list.h"

#include <stdbool.h>

struct purse;
struct till;

enum purse_answer {
	PURSE_SPEND, /* one packet, counted */
	PURSE_WAIT,  /* not before *until */
	PURSE_EMPTY, /* nothing within the next PURSE_PATIENCE_S, or the till failed */
};

#define PURSE_PATIENCE_S 90
#define PURSE_PENDING_MS 100 /* between two looks at a till that has not answered yet */

struct purse *purse_new(const struct till *till); /* copied; NULL: no budgets, always PURSE_SPEND */

/* Gives back what was taken and not spent. */
void purse_free(struct purse *p);

/* `err` is set when the till failed (PURSE_EMPTY), else left alone. */
enum purse_answer purse_take(struct purse *p, const struct list *list, struct instant now,
			     struct instant *until, struct err *err);

/* So many packets were taken and never sent. */
void purse_give(struct purse *p, const struct list *list, uint32_t packets);
