/* The first truth: a hub for as long as it takes, and what it has found by then. */
#pragma once

#include "cli/cli.h"

#define INIT_TRUTH_S 900 /* the longest wait; what is not known by then is told as it stands */

/* An exit code. The hub is ended again. */
int init_truth(struct cli *cli);
