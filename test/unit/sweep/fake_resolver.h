/* A resolver of the tests' own on 127.0.0.1 that knows what a script says. */
#pragma once

#include "unit.h"

#include "base/endpoint.h"
#include "proto/dns_reply.h"
#include "sys/loop.h"

struct script {
	const char *name;
	uint16_t type;
	uint8_t rcode;         /* 15: no answer at all */
	const char *value[10]; /* addresses or names, NULL-ended */
	const char *soa;       /* owner of the denial's SOA, or NULL */
};

#define SCRIPT_SILENCE 15

struct fake_resolver {
	struct endpoint at;
	const struct script *script;
	size_t scripts;
	unsigned asked, without_recursion;
	int fd;
	struct loop_fd *watch;
};

/* What no line says does not exist: NXDOMAIN under the SOA of "test". */
struct fake_resolver *fake_resolver_new(struct loop *loop, const struct script *script, size_t n);
void fake_resolver_free(struct fake_resolver *f);
