/* A job for the watch: one list, a few ranges or names, and a grant of packets.
 *
 * The watch keeps nothing: what the desk must know to use the result (what was asked about, and
 * how far a walk has come with it) is in the job and comes back beside the result.
 */
#pragma once

#include "base/arena.h"
#include "base/range.h"
#include "base/when.h"
#include "model/serial_walk.h"
#include "msg/frame.h"

#include <stdbool.h>

#define JOB_PARTS_MAX 3000      /* ranges of one job */
#define JOB_ROUND_NAMES_MAX 500 /* names of one job */
#define JOB_AUDIT_MAX 1000      /* ranges that are asked if the walk is spared */
#define JOB_NAME_MAX 253        /* octets of a name, or of a zone */

enum job_kind {
	JOB_ROUND, /* ask the list about ranges or names */
	JOB_CHECK, /* its health only */
	JOB_PTR,   /* look up the reverse names of the addresses; no list */
	JOB_KINDS,
};

/* Where a walk stands, as addresses (or, of names, their numbers as addresses). */
struct job_walk {
	bool walks; /* else all of this is empty: single listings only */
	uint8_t id; /* enum agenda_walk_id */
	struct instant begun;
	struct ip from, to; /* last address taken before this job, and with it; len 0: none */
	bool ends;          /* with this job */
	uint64_t space;     /* fingerprint of all that the walk goes over */
};

struct job {
	enum job_kind kind;
	struct str zone;        /* of the catalogue; JOB_PTR: empty */
	uint32_t grant;         /* packets that may be sent */
	struct instant granted; /* not to be spent on another day */
	uint64_t seed;          /* of controls drawn by chance */
	struct job_walk walk;
	const struct range *part;
	size_t parts;
	const struct str *name;
	size_t names;
	/* If every server that passes the opening check shows one of these serials, the walk is
	 * spared and the audit asked instead of the parts. None: it is not. */
	const struct serial_word *spare;
	size_t spares; /* SERIAL_SERVERS_MAX */
	const struct range *audit;
	size_t audits;
};

/* Appends the body, also of a job that goes back in another message. */
void msg_put_job(struct buf *out, const struct job *job);

/* Everything is copied into `arena`. */
NODISCARD int msg_get_job(const struct frame *in, struct arena *arena, struct job *out,
			  struct err *err);

struct wire_in;

/* The same out of a longer message; sets w->bad where it is wrong. */
void job_take(struct wire_in *w, struct arena *arena, struct job *out);

/* Servers and their serials, at most SERIAL_SERVERS_MAX. */
void job_put_words(struct buf *out, const struct serial_word *word, size_t n);
const struct serial_word *job_take_words(struct wire_in *w, struct arena *arena, size_t *n);
