/* What is known of the copy that was fetched last: where it came from, what the server said. */
#pragma once

#include "sys/fetch.h"

struct version {
	uint64_t mark; /* of the address, without writing it down: keys may stand in it */
	bool known;    /* there is one, from this address */
	struct fetch_version said;
};

/* From the file, if it stems from `url`; else nothing is known. */
void version_load(struct str path, struct str url, struct version *out);

/* Writes it down, and takes it into *v. */
NODISCARD int version_save(struct str path, struct version *v, const struct fetch_version *said,
			   struct err *err);
