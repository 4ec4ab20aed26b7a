/* The sixteen octets before every message: length, type, version, flags, request id.
 *
 * u32 length of the whole frame, u16 type, u8 version, u8 flags, u64 request id, little
 * endian. Fields are only ever appended, with a new version; a reader takes what its version
 * has. Only a version it does not know is refused.
 */
#pragma once

#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

#define FRAME_HEAD 16
#define FRAME_MAX (256 * 1024) /* octets with the head; what is larger goes as a memfd */
#define FRAME_BODY_MAX (FRAME_MAX - FRAME_HEAD)

enum msg_type {
	MSG_NONE,
	/* a client or front asks */
	MSG_WHO,       /* front answers */
	MSG_INVENTORY, /* front answers */
	MSG_IMPORT,    /* desk answers; the rows are in a memfd */
	MSG_EVENT,     /* desk answers */
	MSG_ANSWER,    /* to all of these */
	/* between the parent and a role */
	MSG_READY, /* role: caged and at work */
	MSG_STOP,  /* parent: finish and leave */
	MSG_AGAIN, /* parent: a role you speak with was restarted; send again what is open */
	/* between desk and watch */
	MSG_JOB,   /* desk: ask this list; answered by what was heard, of the same id */
	MSG_HEARD, /* watch: what a job has heard; desk answers */
	MSG_PTR,   /* watch: reverse names of addresses; desk answers */
	/* a client asks, front answers; what came later stands behind, so that no number moves */
	MSG_LISTINGS,  /* listings, or what changed in them */
	MSG_PASSPORT,  /* everything about one address */
	MSG_ADVISE,    /* free addresses to hand out */
	MSG_STANDINGS, /* lists as the watch sees them, and what their budgets have spent */
	MSG_FETCHED,   /* courier: what became of a list's copy; desk answers */
	MSG_BACKUP,    /* all rows, into the stream (sys/stream) beside it; see store/dump */
	MSG_RESUME,    /* a client asks, desk answers: a held list counts again */
	MSG_BUDGET,    /* questions out of an operator's budget; desk answers */
	MSG_OVERVIEW,  /* a client asks how everything stands; front answers */
	MSG_TYPES,
};

enum frame_flag { FRAME_MEMFD = 1 }; /* a payload travels beside the frame */

struct frame {
	enum msg_type type;
	uint8_t version;
	uint8_t flags;
	uint64_t id;     /* the asker's, at random; an answer bears that of its question */
	struct str body; /* a view into the packet */
};

/* "who", "import", ... for logs. */
const char *msg_type_name(enum msg_type type);

/* The version we write. */
uint8_t msg_type_version(enum msg_type type);

/* Begins a frame of our version in an empty buffer; the body is put behind it, and
 * frame_end() writes the length. ERR_INPUT if it all is more than FRAME_MAX. */
void frame_begin(struct buf *out, enum msg_type type, uint8_t flags, uint64_t id);
NODISCARD int frame_end(struct buf *out, struct err *err);

/* Takes a packet apart. ERR_INPUT: wrong length, unknown type, flag or version. */
NODISCARD int frame_get(struct str packet, struct frame *out, struct err *err);
