/* The configuration put back where it is missing; nothing that is there is touched. */
#pragma once

#include "cli/cli.h"
#include "cli/keyring.h"

struct put_back {
	size_t made, same;
	size_t beside; /* another file stood there: ours is NAME.recovered */
};

/* Below the folder `etc`. Says which files it put beside others. */
NODISCARD int recover_keys(const struct cli *cli, struct str etc, const struct keyring *k,
			   struct put_back *out, struct err *err);
