/* What is known of the copy that was fetched last: where it came from, what the server said. */
#pragma once

#include "sys/fetch.h"

struct fetch_note {
	uint64_t mark; /* of the address, without writing it down: keys may stand in it */
	bool known;    /* there is one, from this address */
	struct fetch_version said;
};

/* From the file, if it stems from `url`; else nothing is known. `mark` is set in any case. */
void fetch_note_load(struct str path, struct str url, struct fetch_note *out);

/* Writes it down, and takes it into *note. */
NODISCARD int fetch_note_save(struct str path, struct fetch_note *note,
			      const struct fetch_version *said, struct err *err);
