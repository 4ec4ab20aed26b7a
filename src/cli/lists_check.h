/* The health of lists now: their servers' control questions, and nothing else. */
#pragma once

struct sweep_job;

/* Prints a line per list; returns the exit code: partial if one of them failed. */
int lists_check(struct sweep_job *job);
