/* Folders with all below them: what is there, making one that was not, and taking one away. */
#pragma once

#include "sys/folder.h"

#define FOLDER_DEPTH_MAX 8

/* Ordinary files and folders below it (a folder's name ends in "/", and stands before what it
 * holds), relative to it, in octet order; in the arena. Links are followed. ERR_GONE if there is
 * no such folder; ERR_INPUT: more than FOLDER_NAMES_MAX, or too deep. */
NODISCARD int folder_tree(struct str path, struct arena *mem, struct folder_list *out,
			  struct err *err);

/* Makes the one folder, for its owner alone. ERR_INPUT: something stands there already. */
NODISCARD int folder_make(struct str path, struct err *err);

/* Whether it could be made with those above it, or written into where it is there; makes nothing.
 * ERR_INPUT: the sentence names the place that stands in the way. */
NODISCARD int folder_may_hold(struct str path, struct err *err);

/* What stands in it, stands there after a power cut. */
NODISCARD int folder_sync(struct str path, struct err *err);

/* Takes it away with the files in it; folders in it are left, and then it is, too. */
NODISCARD int folder_remove(struct str path, struct err *err);
