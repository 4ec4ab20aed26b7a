/* Whom to ask for what is nobody's list: name servers, reverse names; and where from. */
#pragma once

#include "base/endpoint.h"
#include "base/source.h"

#include <stddef.h>

struct resolvers {
	const struct endpoint *at; /* see sys/resolv */
	size_t n;
	struct source from;
};
