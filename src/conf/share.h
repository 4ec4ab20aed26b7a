/* Where the files that ship with us stand: lists, mappings. */
#pragma once

#include "base/arena.h"

/* The folder `name` of our share: $NETIZEN_SHARE, or beside the program as installed, or the
 * place compiled in, or share/ of the source tree above the program. False if there is none. */
bool share_folder(struct arena *mem, const char *name, struct str *out);
