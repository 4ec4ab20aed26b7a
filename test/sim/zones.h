/* What the simulated name servers know, and how each of them behaves.
 *
 * The packets are read and written here without proto/dns, so that a mistake there is not
 * made twice.
 */
#pragma once

#include "base/endpoint.h"
#include "base/err.h"
#include "base/str.h"
#include "base/when.h"
#include "net.h"

#include <stdbool.h>
#include <stdint.h>

#define ZONES_MAX 64
#define ZONES_RECORDS_MAX 65536
#define ZONES_SERVERS_MAX 64
#define ZONES_DAYS_MAX 64 /* that are counted apart; the last one takes all later ones */

enum zones_mood {
	MOOD_ANSWERS,
	MOOD_GONE,     /* the machine refuses the port */
	MOOD_SILENT,   /* reads and says nothing */
	MOOD_ERROR,    /* an error code to everything */
	MOOD_CUT,      /* truncated and empty; whole over TCP, as zones_state.stream has it */
	MOOD_CUT_TEXT, /* the same, of TXT alone */
	MOOD_GARBAGE,  /* octets that are no DNS */
	MOOD_WRONG_ID, /* listings under another id, and nothing else */
	MOOD_WRONG_QUESTION,
	MOOD_FORGED,  /* the truth, after forgeries: other id, other question, other source */
	MOOD_PARENT,  /* NXDOMAIN out of the zone above: the list has died */
	MOOD_NOTHING, /* NXDOMAIN to everything, test points too: the data are gone */
	MOOD_ALL,     /* one address to every question */
	MOOD_LATE,    /* the truth, after a while */
	MOOD_TWICE,   /* every reply twice */
};

struct zones_state {
	enum zones_mood mood;
	uint8_t rcode;
	struct ip all;
	struct span late;
	enum net_stream stream; /* of what was cut: as it is asked over TCP */
};

void zones_begin(void);
void zones_end(void);

/* A zone and one of its servers; call it again for more of either. */
NODISCARD int zones_serve(struct str zone, struct endpoint server, struct err *err);

/* type "A", "AAAA", "TXT", "NS", "PTR"; the zone must be known. */
NODISCARD int zones_add(struct str name, struct str type, struct str data, struct err *err);

/* All records of a name; false if there were none. */
bool zones_drop(struct str name);

NODISCARD int zones_serial(struct str zone, uint32_t serial, struct err *err);

/* False if there is no such server. */
bool zones_behave(struct endpoint server, struct zones_state state);

/* Connections that came to a server; UINT64_MAX if there is no such server. */
uint64_t zones_streams(struct endpoint server);

/* Questions that came to a server, connections too; UINT64_MAX if there is no such server. */
uint64_t zones_asked(struct endpoint server);

/* The same of one day of the world, from 0: days as they are, however the clock jumps. */
uint64_t zones_asked_on(struct endpoint server, uint64_t day);
