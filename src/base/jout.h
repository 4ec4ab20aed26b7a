/* Writing JSON straight into a buffer, without a tree.
 *
 * Commas are put by the writer. Strings are escaped so that the text is valid UTF-8 JSON
 * whatever the octets are: control octets, DEL and what turns the direction of text unseen as
 * \uXXXX, octets that are no UTF-8 as U+FFFD, so it can be shown on a terminal.
 */
#pragma once

#include "base/buf.h"
#include "base/ip.h"
#include "base/range.h"
#include "base/when.h"

#include <stdbool.h>
#include <stdint.h>

struct jout {
	struct buf *out;
	bool comma; /* a value stands before the next one */
};

struct jout jout_to(struct buf *out);

/* `key` NULL for array items and the root. */
void jout_open(struct jout *j, const char *key, char bracket); /* '{' or '[' */
void jout_close(struct jout *j, char bracket);                 /* '}' or ']' */
void jout_str(struct jout *j, const char *key, struct str s);  /* p NULL gives null */
void jout_int(struct jout *j, const char *key, int64_t v);
void jout_real(struct jout *j, const char *key, double v); /* three decimals */
void jout_bool(struct jout *j, const char *key, bool v);
void jout_null(struct jout *j, const char *key);
void jout_ip(struct jout *j, const char *key, struct ip ip);
void jout_range(struct jout *j, const char *key, struct range r);

/* null at the ends of time. */
void jout_when(struct jout *j, const char *key, struct instant t);
