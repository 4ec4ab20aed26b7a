/* What a job teaches about the SOA serials of its list (model/serial_walk): loaded, decided, saved.
 *
 * Lists of names and local copies teach nothing: their walks are never spared.
 */
#pragma once

#include "model/heard_plan.h"
#include "msg/heard_msg.h"
#include "store/serial_store.h"

struct heard_serial {
	struct serial_walk walk[AGENDA_WALKS];
	bool changed[AGENDA_WALKS];
	bool lied; /* a contradiction: the walk is to be done at once, spared by nothing */
};

NODISCARD int heard_serial_load(struct heard_serial *s, struct db *db, const struct heard_msg *msg,
				struct err *err);

struct heard_walked {
	bool walked;          /* the job moved its walk */
	bool ended;           /* to its end */
	struct instant begun; /* when the walk began */
	uint64_t steps;       /* of the whole walk */
};
void heard_serial_decide(struct heard_serial *s, const struct heard_msg *msg,
			 const struct heard_plan *plan, const struct heard_walked *how);

NODISCARD int heard_serial_save(const struct heard_serial *s, struct db *db, struct str zone,
				struct err *err);
