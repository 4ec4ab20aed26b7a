/* The health of lists now: their servers' control questions and local copies, nothing else. */
#pragma once

#include <stdbool.h>

struct sweep_job;

/* Prints a line per list, and with `changes` what newer copies change about the job's addresses;
 * returns the exit code: partial if one of them failed. */
int lists_check(struct sweep_job *job, bool changes);
