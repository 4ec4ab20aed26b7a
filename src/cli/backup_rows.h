/* The file of all rows: taken from the hub's stream, looked through, packed and written. */
#pragma once

#include "cli/hub.h"
#include "cli/manifest.h"

/* Asks the hub and fills the file's and the tables' part of the manifest. `path` is new. The exit
 * code, or -1: done. */
int backup_rows(struct cli *cli, struct str path, struct manifest *m);
