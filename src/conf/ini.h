/* Reading INI text: sections with names, settings, nothing cut and nothing guessed.
 *
 *	# comment, also with ;
 *	[zone "bl.example"]
 *	code = 127.0.0.2 block 3 spam traps
 *
 * Comments stand on lines of their own; a value is the rest of its line without the blanks
 * at both ends, of any length. What repeated and empty settings mean is the reader's to say.
 */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

#define INI_NAME_MAX 255 /* octets of a section's kind or name, and of a key */

/* A section begins (key.p is NULL) or a setting stands in it. Views into the text. */
struct ini_event {
	struct str kind, name; /* of the section; name.p is NULL if it has none */
	struct str key, value;
	uint32_t line;             /* from 1 */
	uint32_t key_at, value_at; /* columns, from 1, in octets */
	uint32_t blame;            /* the column that an error is about; the value's unless set */
};

/* Called for each event; -1 with a sentence ends the reading, and the place is put before it. */
typedef int ini_fn(void *ctx, struct ini_event *ev, struct err *err);

/* `file` is for messages: "FILE:LINE:COLUMN: sentence". ERR_INPUT: bad syntax, a setting before
 * the first section, control octets, ill-formed UTF-8. */
NODISCARD int ini_read(struct str text, struct str file, ini_fn *tell, void *ctx, struct err *err);
