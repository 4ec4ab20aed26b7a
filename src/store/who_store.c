/* Reading what answers one question. */
#include "store/who_store.h"

#include "store/gather.h"

/* Every machine and customer named so far; a customer's parent is named by being read, and
 * so is read in its turn. */
static int take_named(struct gather *g, struct err *err)
{
	for (size_t i = 0; i < g->names.table[NAMES_MACHINE].n; i++)
		if (gather_one(g, INV_MACHINE, g->names.table[NAMES_MACHINE].name[i].id, WHEN_EVER,
			       err) < 0)
			return -1;
	for (size_t i = 0; i < g->names.table[NAMES_CUSTOMER].n; i++)
		if (gather_one(g, INV_CUSTOMER, g->names.table[NAMES_CUSTOMER].name[i].id,
			       WHEN_EVER, err) < 0)
			return -1;
	return 0;
}

static int take_holdings(struct gather *g, const struct who_ask *ask, struct err *err)
{
	struct holding_key key[HOLDING_NAMES_MAX];
	size_t n = holding_keys(ask, key);
	struct db_query q AUTO(db_done);

	db_ask(&q, g->db, SQL_HOLDING_NAMED);
	for (size_t i = 0; i < n; i++) {
		db_put_str(&q, key[i].name);
		db_put_int(&q, key[i].kind);
		if (gather_rows(g, INV_HOLDING, &q, err) < 0)
			return -1;
	}
	return db_end(&q, err);
}

int who_store_load(struct db *db, const struct who_ask *ask, struct arena *arena,
		   struct inventory *out, struct err *err)
{
	struct db_tx tx AUTO(db_rollback) = { 0 };
	struct gather g AUTO(gather_done);

	gather_init(&g, db, arena);
	if (gather_still(&g, &tx, err) < 0)
		return -1;
	if (ask->kind == WHO_ADDRESS) {
		struct range r = range_of_ip(ask->ip);

		if (gather_around(&g, INV_TENANCY, r, WHEN_EVER, err) < 0 ||
		    gather_around(&g, INV_PREFIX, r, WHEN_NEVER, err) < 0)
			return -1;
	} else if (take_holdings(&g, ask, err) < 0) {
		return -1;
	}
	if (take_named(&g, err) < 0)
		return -1;
	return gather_end(&g, out, err);
}
