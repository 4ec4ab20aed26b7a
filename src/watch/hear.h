/* What a round has found, as the desk is told: hits, and runs of what is clean. */
#pragma once

#include "base/arena.h"
#include "model/heard.h"
#include "sweep/round.h"

/* All but begun, ended and spent. Lives in `arena`. */
void hear(const struct round *round, const struct round_list *list, struct arena *arena,
	  struct heard *out);
