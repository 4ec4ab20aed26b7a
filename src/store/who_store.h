/* What the store knows about one address, or about one domain, mailbox, user or path. */
#pragma once

#include "base/arena.h"
#include "model/holding_find.h"
#include "model/inventory.h"
#include "store/db.h"

/* What answers a question: tenancies (every belief) and prefixes around the address, or
 * holdings under holding_keys(), and the machines and customers that they name, with the
 * parents of those. */
NODISCARD int who_store_load(struct db *db, const struct who_ask *ask, struct arena *arena,
			     struct inventory *out, struct err *err);
