/* What the desk must not forget of the watch: standings of lists, walks, budgets, names of PTR.
 *
 * Written in the caller's transaction. Arrays and strings are in the arena.
 */
#pragma once

#include "base/arena.h"
#include "base/source.h"
#include "model/agenda.h"
#include "model/ptr_name.h"
#include "store/db.h"

NODISCARD int standing_store_load(struct db *db, struct arena *arena, struct standing **out,
				  size_t *n, struct err *err);
NODISCARD int standing_store_save(struct db *db, const struct standing *s, struct err *err);

/* Walks of a list, all AGENDA_WALKS of them; those never saved are as they begin. */
NODISCARD int walk_store_load(struct db *db, struct str zone, struct agenda_walk out[AGENDA_WALKS],
			      struct err *err);
NODISCARD int walk_store_save(struct db *db, struct str zone, unsigned walk,
			      const struct agenda_walk *w, struct err *err);

/* Takes questions from an operator's budget, from that of each address they leave from; the grant
 * counts once the transaction is committed. An address that was not named before begins with what
 * was spent while none was. */
struct budget_wish {
	struct str operator;
	struct list_budget limit;
	uint32_t n;
	bool manual; /* a person asked: may use the reserve */
	struct instant now;
	struct source from;
};
NODISCARD int budget_store_take(struct db *db, const struct budget_wish *wish,
				struct budget_grant *out, struct err *err);

/* Gives back what was not spent of a grant made at `when`. */
struct budget_back {
	struct str operator;
	uint32_t n;
	struct instant when;
	struct source from;
};
NODISCARD int budget_store_return(struct db *db, const struct budget_back *back, struct err *err);

/* What was spent of each address; all zeros of one that never asked. */
struct budget_all {
	struct budget_spent spent[SOURCE_ADDRESSES_MAX];
	size_t n;
};
NODISCARD int budget_store_spent(struct db *db, struct str operator, const struct source * from,
				 struct budget_all *out, struct err *err);

struct budget_row {
	struct str operator;
	struct ip source; /* len 0: as the kernel chooses */
	struct budget_spent spent;
};
NODISCARD int budget_store_list(struct db *db, struct arena *arena, struct budget_row **out,
				size_t *n, struct err *err);

/* Reverse DNS of a mail address: a row where it changed, and when it was last seen so. */
struct ptr_row {
	struct ip ip;
	enum ptr_verdict verdict;
	struct str name;
	struct instant since, seen;
};
/* PTR_UNKNOWN is not noted: silence changes nothing. */
NODISCARD int ptr_store_note(struct db *db, const struct ptr_row *row, struct err *err);

struct ptr_rows {
	struct ptr_row *row;
	size_t n;
};

/* All rows of the address, or of every address whose present row is not PTR_OK when ip.len is
 * 0; the newest first. */
NODISCARD int ptr_store_list(struct db *db, struct ip ip, struct arena *arena, struct ptr_rows *out,
			     struct err *err);
