/* The names of one data set, each with what it answers itself and for all below it. */
#pragma once

#include "base/err.h"
#include "sweep/copy_values.h"

#include <stdbool.h>
#include <stdint.h>

struct copy_names {
	struct copy_dict name;
	struct copy_name_answers {
		uint32_t plain, below;
	} * answers;
	uint32_t cap;
};

/* An empty set is all zeros. */
void copy_names_done(struct copy_names *s);
void copy_names_seal(struct copy_names *s);
size_t copy_names_octets(const struct copy_names *s);

/* `name` as rbl_name gives it; `answer` is a single one, or COPY_ANSWER_EXCLUDED. */
NODISCARD int copy_names_add(struct copy_names *s, struct copy_values *values, struct str name,
			     struct copy_name_answers answer, struct err *err);

/* The answer for a name, and the entry it stems from: the name's own, else that of the nearest
 * name above which speaks for those below. */
uint32_t copy_names_find(const struct copy_names *s, struct str name, struct str *entry);
