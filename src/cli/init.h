/* netizen init: five questions, a first configuration, and whom it will ask what. */
#pragma once

#include "cli/cli.h"

extern const struct command cmd_init;
