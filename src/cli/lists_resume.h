/* A list that was held for naming very many addresses at once counts again. */
#pragma once

#include "cli/cli.h"
#include "cli/option.h"

/* Operands: "resume" and one zone. Returns the exit code. */
int lists_resume(struct cli *cli, const struct option_list *operands);
