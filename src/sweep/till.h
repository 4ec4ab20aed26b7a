/* Where questions that operators allow come from: the budgets' book itself (ledger_till), or a
 * process that keeps it and answers by message.
 */
#pragma once

#include "base/err.h"
#include "base/when.h"
#include "model/budget.h"

enum till_answer {
	TILL_GRANTED, /* *out; where its n is 0, out->again says when to ask again */
	TILL_PENDING, /* asked for; the same wish is repeated until the answer is there */
	TILL_FAILED,  /* err says why; nothing is to be had */
};

struct till_wish {
	const struct list *list; /* one of the operator's: any, also of the same wish repeated */
	uint32_t n;
	struct instant now;
};

struct till {
	enum till_answer (*take)(void *ctx, const struct till_wish *wish, struct budget_grant *out,
				 struct err *err);
	/* `n` questions of a block that was granted at `taken` were not asked. A pending wish
	 * that nobody repeats any more is the till's own to give back. */
	void (*give)(void *ctx, const struct list *list, uint32_t n, struct instant taken);
	void *ctx;
};
