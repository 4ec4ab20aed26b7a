/* The environment, read. */
#include "sys/env.h"

#include <stdlib.h>

struct str env_of(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? str_of(value) : (struct str){ NULL, 0 };
}
