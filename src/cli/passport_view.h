/* A passport for people: what it is, who held it, what lists said, what nobody knows, and in
 * one sentence what follows from it. */
#pragma once

#include "base/json.h"
#include "cli/cli.h"

void passport_view(struct cli *cli, const struct json *passport);
