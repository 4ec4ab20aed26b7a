/* What may spare a walk, put into its first job: serials, and the audit that is asked all the same.
 */
#pragma once

#include "desk/job_draft.h"
#include "model/serial_walk.h"

/* `job` is drawn up, with its seed, of `wish`; `serial`: what is known of that walk. */
void job_spare(struct arena *arena, const struct job_wish *wish, const struct serial_walk *serial,
	       struct job *job);
