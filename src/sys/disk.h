/* What kind of disk a folder lies on: databases need one of this machine. */
#pragma once

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

#include <stdint.h>

/* The name of the file system if that number of statfs(2) is one that other machines share
 * ("NFS"), or one that may be (FUSE); else NULL. */
const char *disk_remote(uint32_t type);

/* ERR_INPUT: there is no such folder, or it is on a network file system. */
NODISCARD int disk_is_local(struct str folder, struct err *err);

/* Octets of the disk that a folder lies on; `free`: for us. ERR_INPUT: there is no such folder. */
struct disk_room {
	uint64_t size, free;
};
NODISCARD int disk_room(struct str folder, struct disk_room *out, struct err *err);
