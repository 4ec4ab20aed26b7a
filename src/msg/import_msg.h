/* Imported rows as octets, for a sealed memfd from the command line to the desk.
 *
 * u8 format, u32 files and their names, u32 kinds, u32 rows; then of each row its place, what it
 * states with the columns, and its fields.
 */
#pragma once

#include "base/buf.h"
#include "model/import_rows.h"

#define IMPORT_MSG_MAX ((size_t)3 << 30) /* octets */

/* Appends; out's ceiling decides whether it fits (out->full). */
void import_msg_put(struct buf *out, const struct import *in);

/* Into an import that was initialised and is empty; its strings are views into `octets`. ERR_INPUT
 * if the octets are no such thing: lengths, kinds and values out of their range. */
NODISCARD int import_msg_get(struct str octets, struct import *out, struct err *err);
