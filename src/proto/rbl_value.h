/* What an entry of rbldnsd's data files answers: an A, and a template for the TXT. */
#pragma once

#include "base/attr.h"
#include "base/buf.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define RBL_TEXT_MAX 255   /* octets of a template */
#define RBL_ANSWER_MAX 254 /* octets of a text with everything substituted */
#define RBL_VAR_MAX 1024   /* octets of a variable; more could never be answered */

struct rbl_value {
	uint8_t a[4];
	struct str text; /* template; empty: none */
};

/* 127.0.0.2 and no text: what holds until a file says otherwise. */
struct rbl_value rbl_value_first(void);

/* Reads ":A:TXT", ":A", ":A:", "TXT" or nothing, what stands behind an entry; what is missing
 * comes from `otherwise`. Text is a view into `s`. False and a few words in *why. */
bool rbl_value_get(struct str s, const struct rbl_value *otherwise, struct rbl_value *out,
		   const char **why);

/* The same for a line that sets the default: ":A:TXT", ":A", ":A:"; no text unless given. */
bool rbl_value_get_default(struct str s, struct rbl_value *out, const char **why);

/* $0 to $9 and $= of a data set; p NULL where there is none. */
struct rbl_vars {
	struct str var[10];
	struct str base;
};

/* Appends the text that `text` gives for `subject` (the address or the name), at most
 * RBL_ANSWER_MAX octets of it. Nothing: there is no text. */
void rbl_expand(struct buf *out, struct str text, struct str subject, const struct rbl_vars *vars);
