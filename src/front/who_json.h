/* The answer to who held something, as JSON. */
#pragma once

#include "base/buf.h"
#include "model/holder.h"
#include "model/holding_find.h"

struct who_told {
	struct str text; /* as it was asked */
	const struct who_ask *ask;
	const struct inventory *inv; /* names of customers and machines */
};

void json_who_address(struct buf *out, const struct who_told *told, const struct holder_answer *a);
void json_who_holding(struct buf *out, const struct who_told *told, const struct holding_answer *a);
