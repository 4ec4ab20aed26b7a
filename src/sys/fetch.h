/* Fetching a file over HTTP or HTTPS, and only if it changed.
 *
 * Nothing but those two protocols, redirects included, and never from HTTPS to HTTP; the body
 * goes to a file, bounded in octets and time.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

#include <stdbool.h>
#include <stdint.h>

#define FETCH_URL_MAX 2000 /* octets of an address */
#define FETCH_TAG_MAX 255  /* octets of an entity tag; longer ones are not kept */
#define FETCH_REDIRECTS 5  /* how many are followed */
#define FETCH_CONNECT_S 20 /* until a connection stands */
#define FETCH_SILENCE_S 60 /* without a single octet */

/* What the server said of a version, to be shown to it next time. All zeros: nothing. */
struct fetch_version {
	char tag[FETCH_TAG_MAX + 1]; /* ETag; "": none */
	struct instant modified;     /* Last-Modified; us 0: none */
};

struct fetch {
	struct str url;
	struct str to; /* the file; there only after success */
	uint64_t max;  /* octets */
	struct span wait;
	const struct fetch_version *have; /* NULL: whatever it is */
};

struct fetched {
	bool unchanged; /* nothing was written: the server still has *have */
	uint64_t octets;
	struct fetch_version version;
};

/* ERR_INPUT: no such address can be asked, or too large; ERR_GONE: the server has no such file
 * or does not give it to us; ERR_LATER: try again. Sentences show the address without user,
 * password and query: keys stand there. */
NODISCARD int fetch_file(const struct fetch *f, struct fetched *out, struct err *err);

/* Loads what fetching needs, now rather than later: before a cage. */
NODISCARD int fetch_load(struct err *err);

/* The address as it may be shown. */
struct str fetch_shown(struct str url, char text[FETCH_URL_MAX + 1]);
