/* What the SOA serials of lists have taught: a row for each walk of a list, and one for each
 * server.
 *
 * Written in the caller's transaction.
 */
#pragma once

#include "model/agenda.h"
#include "model/serial_walk.h"
#include "store/db.h"

/* Of all walks of a list; all zeros of those never saved. Of a server whose address is no address,
 * or beyond SERIAL_SERVERS_MAX, nothing is known. */
NODISCARD int serial_store_load(struct db *db, struct str zone,
				struct serial_walk out[AGENDA_WALKS], struct err *err);
NODISCARD int serial_store_save(struct db *db, struct str zone, unsigned walk,
				const struct serial_walk *w, struct err *err);
