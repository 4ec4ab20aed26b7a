/* Countries by libmaxminddb. */
#include "sys/countries.h"

#include "base/buf.h"
#include "base/die.h"
#include "base/endpoint.h"
#include "sys/address.h"
#include "sys/file.h"

#include <dlfcn.h>
#include <maxminddb.h>
#include <stdlib.h>
#include <string.h>

#define LIBRARY "libmaxminddb.so.0"

/* What we use of it. */
static struct {
	int (*open)(const char *path, uint32_t flags, MMDB_s *db);
	void (*close)(MMDB_s *db);
	MMDB_lookup_result_s (*lookup)(const MMDB_s *db, const struct sockaddr *address,
				       int *error);
	int (*aget)(MMDB_entry_s *start, MMDB_entry_data_s *out, const char *const *path);
	const char *(*strerror)(int error);
} lib;

struct countries {
	MMDB_s db;
};

static int load(struct err *err)
{
	const struct {
		void *to; /* a pointer to a function */
		const char *name;
	} symbol[] = {
		{&lib.open,      "MMDB_open"           },
		{ &lib.close,    "MMDB_close"          },
		{ &lib.lookup,   "MMDB_lookup_sockaddr"},
		{ &lib.aget,     "MMDB_aget_value"     },
		{ &lib.strerror, "MMDB_strerror"       },
	};
	void *handle;

	if (lib.strerror) /* the last: all are there */
		return 0;
	handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return err_set(err, ERR_SYS, "%s is needed to tell countries: %s", LIBRARY,
			       dlerror());
	for (size_t i = 0; i < LEN(symbol); i++) {
		void *found = dlsym(handle, symbol[i].name);

		if (!found)
			return err_set(err, ERR_SYS, "%s lacks %s", LIBRARY, symbol[i].name);
		memcpy(symbol[i].to, &found, sizeof(found));
	}
	return 0;
}

int countries_open(struct countries **out, struct str path, struct err *err)
{
	struct buf AUTO(buf_done) name;
	struct countries *c;
	int error;

	*out = NULL;
	buf_init(&name, FILE_PATH_MAX);
	buf_add(&name, path);
	if (load(err) < 0)
		return -1;
	c = mem_new(1, sizeof(*c));
	error = name.full ? MMDB_FILE_OPEN_ERROR : lib.open(buf_c(&name), MMDB_MODE_MMAP, &c->db);
	if (error != MMDB_SUCCESS) {
		free(c);
		return err_set(err, ERR_INPUT, "%.*s: %s", STR_ARG(path), lib.strerror(error));
	}
	*out = c;
	return 0;
}

void countries_close(struct countries *c)
{
	if (!c)
		return;
	lib.close(&c->db);
	free(c);
}

/* Where it is, or else where it is registered. */
static bool find(MMDB_entry_s *entry, MMDB_entry_data_s *out)
{
	static const char *const path[][3] = {
		{"country",             "iso_code", NULL},
                { "registered_country", "iso_code", NULL}
	};

	for (size_t i = 0; i < LEN(path); i++)
		if (lib.aget(entry, out, path[i]) == MMDB_SUCCESS && out->has_data &&
		    out->type == MMDB_DATA_TYPE_UTF8_STRING && out->data_size == 2)
			return true;
	return false;
}

uint16_t countries_code(const struct countries *c, struct ip ip)
{
	struct sockaddr_storage address;
	MMDB_lookup_result_s found;
	MMDB_entry_data_s code;
	int error;

	if (ip.len == 0)
		return 0;
	(void)address_of((struct endpoint){ .ip = ip }, &address);
	found = lib.lookup(&c->db, (const struct sockaddr *)&address, &error);
	if (error != MMDB_SUCCESS || !found.found_entry || !find(&found.entry, &code))
		return 0;
	return (uint16_t)((unsigned char)code.utf8_string[0] << 8 |
			  (unsigned char)code.utf8_string[1]);
}
