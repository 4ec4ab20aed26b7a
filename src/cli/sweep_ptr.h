/* The reverse DNS of what is swept: who has no name, a name that does not lead back, the name
 * of a pool. */
#pragma once

#include <stddef.h>

struct loop;
struct sweep_job;
struct sweep_ptrs;

/* Looks up every IPv4 address, and IPv6 addresses named singly; the names found are asked of
 * lists of names later on. Runs the loop until all are told. */
struct sweep_ptrs *sweep_ptrs_look(struct sweep_job *job, struct loop *loop);

/* Shows what is amiss and what the DNS did not say (as text; JSON lines were printed as they came),
 * and frees. Of how many addresses it did not say anything; `p` may be NULL. */
size_t sweep_ptrs_show(struct sweep_ptrs *p);
