/* What the environment says. */
#pragma once

#include "base/str.h"

/* The value of a variable, for as long as nobody changes it; p NULL if it is not set or empty. */
struct str env_of(const char *name);
