/* Octets as a file, for what reads files: in a folder of the program's own that is made once and is
 * gone at its end. */
#pragma once

#include "fuzz.h"

#include "base/buf.h"

#include <sys/stat.h>
#include <unistd.h>

#define FUZZ_PATH_MAX 128

static char fuzz_folder[64];

/* The folder, and all files that targets make in it. */
static inline void fuzz_folder_remove(void)
{
	static const char *const name[] = { "file", "budgets", "budgets.lock", "netizen.conf" };
	char path[FUZZ_PATH_MAX];

	for (size_t i = 0; i < sizeof(name) / sizeof(*name); i++) {
		snprintf(path, sizeof(path), "%s/%s", fuzz_folder, name[i]);
		unlink(path);
	}
	rmdir(fuzz_folder);
}

static inline const char *fuzz_path(const char *name, char path[FUZZ_PATH_MAX])
{
	if (!fuzz_folder[0]) {
		snprintf(fuzz_folder, sizeof(fuzz_folder), "/dev/shm/netizen-fuzz-XXXXXX");
		PROPERTY(mkdtemp(fuzz_folder) != NULL);
		atexit(fuzz_folder_remove);
	}
	snprintf(path, FUZZ_PATH_MAX, "%s/%s", fuzz_folder, name);
	return path;
}

static inline const char *fuzz_file(const char *name, const uint8_t *data, size_t n,
				    char path[FUZZ_PATH_MAX])
{
	FILE *f = fopen(fuzz_path(name, path), "wb");

	PROPERTY(f != NULL);
	PROPERTY(fwrite(data, 1, n, f) == n);
	PROPERTY(fclose(f) == 0);
	return path;
}
