/* The messages that a trace found, as text for a terminal or as JSON. */
#pragma once

#include "cli/cli.h"
#include "flow/trace.h"

void trace_page(struct cli *cli, const struct trace *t);
void trace_json(struct cli *cli, const struct trace *t);
