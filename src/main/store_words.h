/* The words for a PostgreSQL on their way from the parent to a role: a sealed memory, for what a
 * process was started with anybody may read. */
#pragma once

#include "base/arena.h"
#include "store/store.h"

/* The descriptor; -1 if the store is a file. */
NODISCARD int store_words_put(const struct store_place *place, int *fd, struct err *err);

/* Sets what is not `dir` of `place`, in `arena`, and closes the descriptor. */
NODISCARD int store_words_take(int fd, struct arena *arena, struct store_place *place,
			       struct err *err);
