/* The environment, read. */
#include "sys/env.h"

#include <stdlib.h>
#include <unistd.h>

struct str env_of(const char *name)
{
	const char *value = getenv(name);

	return value && value[0] ? str_of(value) : (struct str){ NULL, 0 };
}

bool env_name(size_t i, struct str *out)
{
	for (size_t k = 0; k <= i; k++)
		if (!environ || !environ[k])
			return false;
	*out = str_of(environ[i]);
	out->n = str_find(*out, '=');
	return true;
}
