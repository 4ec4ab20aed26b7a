/* What a newer local copy says differently from the one before about the swept addresses. */
#pragma once

#include <stddef.h>

struct sweep_job;

/* Prints the changes of all copies of the job that were brought anew, as JSON lines or as a section
 * of text; returns how many. */
size_t sweep_changes_show(struct sweep_job *job);
