/* A list while the files are read: its values, what was said about it, and where. */
#pragma once

#include "conf/setting.h"
#include "model/list.h"

#define LISTS_SEVERITY_UNSAID 255 /* a code that takes its list's */

struct zone_build {
	struct list list;
	uint32_t severity; /* of codes that name none of their own */
	bool ask;
	bool no_listed, no_clean; /* "none": it has no test point */
	struct str note;
	struct str file; /* first said here */
	uint32_t line;
	bool shipped;
};

struct operator_build {
	struct str name, title, site;
	struct list_budget budget;
};

struct catalogue_build {
	struct str version;
};

extern const struct conf_table lists_zone_table, lists_operator_table, lists_catalogue_table;

/* What is left to default or to check once all files are read; the sentence has no place. */
NODISCARD int lists_zone_finish(struct zone_build *z, struct arena *mem, struct err *err);
