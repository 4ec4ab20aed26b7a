/* All tenancies in memory, for millions of look-ups a second.
 *
 * The address space is cut where any range begins or ends; each piece has its time cut
 * where the holder changes. Where one piece of time is surely one holder's the answer is
 * read off; everywhere else holder_decide() is asked with the tenancies of the piece, so
 * there is one decision, not two.
 */
#pragma once

#include "model/holder.h"

struct holder_index;

/* Keeps pointers into the tenancies and prefixes of `inv`, which outlive it. */
struct holder_index *holder_index_new(const struct inventory *inv);
void holder_index_free(struct holder_index *index);

/* The same answer as holder_decide() over everything. */
void holder_index_find(const struct holder_index *index, const struct holder_ask *ask,
		       struct holder_answer *out);

/* The same for many questions: memory is fetched for several at once, so it is faster. */
void holder_index_find_all(const struct holder_index *index, const struct holder_ask *ask, size_t n,
			   struct holder_answer *out);

/* Octets it takes besides the inventory. */
size_t holder_index_size(const struct holder_index *index);
