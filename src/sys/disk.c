/* File systems told apart by the numbers of statfs(2). */
#include "sys/disk.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/vfs.h>

#define PATH_OCTETS 4096

const char *disk_remote(uint32_t type)
{
	static const struct {
		uint32_t type;
		const char *name;
	} remote[] = {
		{0x6969,      "NFS"                       },
		{ 0x517b,     "SMB"                       },
		{ 0xff534d42, "CIFS"                      },
		{ 0xfe534d42, "SMB2"                      },
		{ 0x00c36400, "Ceph"                      },
		{ 0x5346414f, "AFS"                       },
		{ 0x6b414653, "AFS"                       },
		{ 0x73757245, "Coda"                      },
		{ 0x564c,     "NCP"                       },
		{ 0x0bd00bd0, "Lustre"                    },
		{ 0x47504653, "GPFS"                      },
		{ 0x01161970, "GFS2"                      },
		{ 0x7461636f, "OCFS2"                     },
		{ 0x19830326, "BeeGFS"                    },
		{ 0xaad7aaea, "PanFS"                     },
		{ 0x65735546, "FUSE"                      },
		{ 0x786f4256, "VirtualBox's shared folder"},
	};

	for (size_t i = 0; i < LEN(remote); i++)
		if (remote[i].type == type)
			return remote[i].name;
	return NULL;
}

int disk_is_local(struct str folder, struct err *err)
{
	char name[PATH_OCTETS];
	struct statfs fs;
	struct stat st;
	const char *remote;

	if (folder.n >= sizeof(name))
		return err_set(err, ERR_INPUT,
			       "the path of a folder has %zu octets; %d is the most", folder.n,
			       PATH_OCTETS - 1);
	snprintf(name, sizeof(name), "%.*s", STR_ARG(folder));
	if (stat(name, &st) < 0 || statfs(name, &fs) < 0)
		return err_sys(err, ERR_INPUT, errno, "cannot use the folder %s", name);
	if (!S_ISDIR(st.st_mode))
		return err_set(err, ERR_INPUT, "%s is no folder", name);
	remote = disk_remote((uint32_t)fs.f_type);
	if (remote)
		return err_set(err, ERR_INPUT,
			       "%s lies on %s: the database needs a disk of this machine, since the"
			       " locks of shared file systems cannot be relied on",
			       name, remote);
	return 0;
}

int disk_room(struct str folder, struct disk_room *out, struct err *err)
{
	char name[PATH_OCTETS];
	struct statfs fs;

	if (folder.n >= sizeof(name))
		return err_set(err, ERR_INPUT,
			       "the path of a folder has %zu octets; %d is the most", folder.n,
			       PATH_OCTETS - 1);
	snprintf(name, sizeof(name), "%.*s", STR_ARG(folder));
	if (statfs(name, &fs) < 0)
		return err_sys(err, ERR_INPUT, errno, "%s", name);
	out->size = (uint64_t)fs.f_blocks * (uint64_t)fs.f_bsize;
	out->free = (uint64_t)fs.f_bavail * (uint64_t)fs.f_bsize;
	return 0;
}
