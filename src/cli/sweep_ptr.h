/* The reverse DNS of what is swept: who has no name, a name that does not lead back, the name
 * of a pool. */
#pragma once

struct loop;
struct sweep_job;
struct sweep_ptrs;

/* Looks up every IPv4 address, and IPv6 addresses named singly; the names found are asked of
 * lists of names later on. Runs the loop until all are told. */
struct sweep_ptrs *sweep_ptrs_look(struct sweep_job *job, struct loop *loop);

/* Shows what is amiss (as text; JSON lines were printed as they came); frees. */
void sweep_ptrs_show(struct sweep_ptrs *p);
