/* What the entries of a copy answer: values, and the sets of them that one address can have. */
#pragma once

#include "proto/rbl_value.h"
#include "sweep/copy_dict.h"

#include <stdbool.h>
#include <stdint.h>

#define COPY_ANSWER_MAX 32 /* values of one answer; rbldnsd's packets hold fewer */

/* 0: not listed. Else a value, or a set of several. */
#define COPY_ANSWER_NONE 0u
#define COPY_ANSWER_EXCLUDED UINT32_MAX

struct copy_value {
	bool has_a, has_text, has_ttl;
	bool literal; /* the text holds no templates */
	uint8_t a[4];
	uint32_t ttl;
	struct str text;
};

struct copy_values {
	struct copy_dict one;  /* a value each */
	struct copy_dict many; /* a set of answers each, as their numbers in order */
};

void copy_values_done(struct copy_values *v);
void copy_values_seal(struct copy_values *v);
size_t copy_values_octets(const struct copy_values *v);

/* The answer that is this value alone; false if there is no room any more. */
NODISCARD bool copy_values_add(struct copy_values *v, const struct copy_value *value,
			       uint32_t *answer);

/* The answer of `n` single ones (one or more), in any order; beyond COPY_ANSWER_MAX they are left
 * out. */
NODISCARD bool copy_values_join(struct copy_values *v, const uint32_t *answers, unsigned n,
				uint32_t *answer);

/* Takes an answer apart: at most COPY_ANSWER_MAX single ones; returns how many. */
unsigned copy_values_split(const struct copy_values *v, uint32_t answer,
			   uint32_t out[COPY_ANSWER_MAX]);

/* The value of a single answer; its text is a view until the next addition. */
struct copy_value copy_values_at(const struct copy_values *v, uint32_t answer);
