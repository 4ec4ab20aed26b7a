/* Local copies of lists, read from files that our operator named, and read again when they
 * have changed; or let in from the folder of copies, where the courier puts aside what it has
 * fetched.
 *
 * A list is in one job at a time, so that a copy is not replaced under one.
 */
#pragma once

#include "base/arena.h"
#include "base/err.h"
#include "base/when.h"

struct copies;
struct copy;
struct list;

/* `folder`: of what is fetched; outlives it. */
struct copies *copies_new(struct str folder);
void copies_free(struct copies *c);

/* The list's copy as its file is now, for as long as no other is asked for by the same list;
 * a file that became unreadable leaves the one before. ERR_*: there is none to be had. */
NODISCARD int copies_of(struct copies *c, const struct list *list, struct instant now,
			const struct copy **out, struct err *err);

/* The folder where the list's copy lies, for the cage (files are replaced, folders stay); NULL: it
 * has none, or one that is fetched. Ends with a NUL. */
const char *copies_folder(const struct list *list, struct arena *arena);
