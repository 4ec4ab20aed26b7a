/* Entries of systemd's journal, as it exports them: "journalctl -o export", and of "-o json" one
 * object a line.
 *
 * Only the fields that make up a log line are kept, each up to its limit; a field that comes more
 * than once counts with its first value. What is longer than it may be is cut, and passed over.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "base/when.h"

#include <stdbool.h>

#define JOURNAL_NAME_MAX 64       /* octets of a field's name (the journal's own limit) */
#define JOURNAL_MESSAGE_MAX 65536 /* octets of a message that are kept */
#define JOURNAL_VALUE_MAX 255     /* octets of any other value that are kept */

struct journal_entry {
	struct instant when; /* WHEN_EVER: not told */
	struct str second;   /* the same as it is written, without its fraction */
	struct str host;
	struct str program; /* SYSLOG_IDENTIFIER */
	struct str pid;     /* SYSLOG_PID, else _PID */
	struct str message; /* may hold line ends */
};

enum journal_field {
	JOURNAL_WHEN,
	JOURNAL_HOST,
	JOURNAL_PROGRAM,
	JOURNAL_PID,
	JOURNAL_TRUE_PID,
	JOURNAL_MESSAGE,
	JOURNAL_FIELDS,
};

struct journal_export {
	int state;
	enum journal_field field; /* that is being read; JOURNAL_FIELDS: one that nobody wants */
	bool twice;               /* the field was there before */
	bool ended;               /* the entry was told: the next octet begins another */
	char name[JOURNAL_NAME_MAX];
	size_t name_n;
	unsigned length_n; /* octets of the length that are there */
	uint64_t left;     /* octets of the value still to come */
	bool seen[JOURNAL_FIELDS];
	struct buf value[JOURNAL_FIELDS];
};

void journal_export_init(struct journal_export *j);
void journal_export_done(struct journal_export *j);

/* Takes off *in what was used. True: an entry is whole; its views last until the next call. False:
 * all of *in was used. An entry without a message is passed over. */
bool journal_export_next(struct journal_export *j, struct str *in, struct journal_entry *out);

/* After the last octet: an entry whose end is the end of the file. */
bool journal_export_last(struct journal_export *j, struct journal_entry *out);

/* One line of "-o json". False if it is none. What had escapes, or was an array of octets, is in
 * `arena`. */
bool journal_json_read(struct str line, struct arena *arena, struct journal_entry *out);

/* Whether a file that begins so is an export, or is lines of JSON. */
bool journal_like_export(struct str beginning);
bool journal_like_json(struct str beginning);
