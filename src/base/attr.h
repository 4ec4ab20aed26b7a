/* Compiler attributes and the few macros of the house. */
#pragma once

#include <stddef.h>

#define NODISCARD __attribute__((warn_unused_result))
#define NORETURN __attribute__((noreturn))
#define PRINTF(fmt, first) __attribute__((format(printf, fmt, first)))
#define UNUSED __attribute__((unused))

/* Runs `fn(&variable)` when the variable leaves its scope. */
#define AUTO(fn) __attribute__((cleanup(fn)))

#define LEN(array) (sizeof(array) / sizeof((array)[0]))
