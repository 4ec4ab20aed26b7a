/* The courier: brings copies of lists here, by HTTP and HTTPS, and parses nothing.
 *
 * In the folder of copies stand, per zone: ZONE.new, what came last and was not looked at yet;
 * ZONE.from, where that came from and what the server said of it. The watch reads ZONE.new
 * and lets it in as ZONE, or not. What the server has not changed since is not fetched again.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/when.h"

struct courier;
struct list_set;
struct loop;

#define COURIER_WAIT SPAN_S(1800)       /* the longest that one transfer may take */
#define COURIER_OCTETS_MAX (4ull << 30) /* of one copy */
#define COURIER_RETRY SPAN_S(900)       /* after a failure; doubled, up to a day */
#define COURIER_RETRY_MAX SPAN_S(86400)

struct courier_start {
	struct loop *loop;
	const struct list_set *lists;                     /* outlives it */
	struct str folder;                                /* of the copies; made if missing */
	struct span every;                                /* between two fetches of a list */
	int desk;                                         /* our end of the pair with the desk */
	void (*broken)(void *ctx, const struct err *err); /* leave and be restarted */
	void *ctx;
};

/* Loads what fetching needs: before the cage. The first fetches begin within a minute, spread
 * at random, as operators ask for. */
NODISCARD int courier_new(struct courier **out, const struct courier_start *start, struct err *err);
void courier_free(struct courier *c);

/* How many lists it fetches for: with none there is nothing to do. */
size_t courier_lists(const struct courier *c);
