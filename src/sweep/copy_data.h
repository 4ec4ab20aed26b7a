/* What a loaded copy is made of; for the files that build it and look things up, nobody else. */
#pragma once

#include "base/arena.h"
#include "base/when.h"
#include "proto/rbl_type.h"
#include "proto/rbl_value.h"
#include "sweep/copy.h"
#include "sweep/copy_info.h"
#include "sweep/copy_names.h"
#include "sweep/copy_runs.h"
#include "sweep/copy_values.h"

#include <stdbool.h>
#include <stdint.h>

#define COPY_SETS_MAX 256 /* data sets of a combined file */

/* One data set. */
struct copy_set {
	enum rbl_type type;
	uint32_t ttl;
	struct rbl_vars vars;
	uint32_t one;                 /* what all entries of a trivial set answer; else 0 */
	struct copy_runs *four, *six; /* NULL: none of that family */
	bool has_names;
	struct copy_names names;
	bool lists4, lists6, lists_names; /* there is an entry that lists such */
};

/* A zone below the base, and the data sets that are asked for it. */
struct copy_zone {
	struct str name; /* empty: the base */
	uint16_t *set;
	unsigned n;
	bool has_four, has_names;
};

struct copy {
	struct arena arena; /* names, variables */
	struct copy_values values;
	struct copy_set *set[COPY_SETS_MAX];
	unsigned sets;
	struct copy_zone zone[COPY_SUBZONES_MAX + 1];
	unsigned zones; /* at least 1: the base */
	struct copy_info info;
};

/* The index of a subzone; -1 if there is none. */
int copy_zone_find(const struct copy *c, struct str name);
