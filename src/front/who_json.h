/* The answer to who held something, as JSON. */
#pragma once

#include "base/jout.h"
#include "model/holder.h"
#include "model/holding_find.h"

struct who_told {
	struct str text; /* as it was asked */
	const struct who_ask *ask;
	const struct inventory *inv; /* names of customers and machines */
};

/* "not ours", "free", "common" (many share it, or the provider uses it himself), "held". */
const char *who_state_name(const struct holder_answer *a);

/* The members that name a customer and a machine, and those of a tenancy with them. */
void json_who_names(struct jout *j, const struct inventory *inv, struct str customer,
		    struct str machine);
void json_who_tenancy(struct jout *j, const struct inventory *inv, const struct tenancy *t);

void json_who_address(struct buf *out, const struct who_told *told, const struct holder_answer *a);
void json_who_holding(struct buf *out, const struct who_told *told, const struct holding_answer *a);
