/* What the environment says. */
#pragma once

#include "base/str.h"

/* The value of a variable, for as long as nobody changes it; p NULL if it is not set or empty. */
struct str env_of(const char *name);

/* The name of the i-th variable that is set; false: there are no more. */
bool env_name(size_t i, struct str *out);
