/* Settings on their way from the parent to a role: arguments, written and read by one table. */
#pragma once

#include "main/role.h"

#define ROLE_ARGS_MAX 64     /* words */
#define ROLE_ARG_OCTETS 2048 /* of all values that are put */

struct role_args {
	const char *argv[ROLE_ARGS_MAX]; /* ends with NULL */
	size_t n;
	char text[ROLE_ARG_OCTETS];
	size_t used;
};

/* Appends one word, which stays where it is. */
void role_args_word(struct role_args *args, const char *word);

/* Appends all settings. */
void role_args_put(struct role_args *args, const struct role_settings *settings);

/* Takes one of them. False: there is no such setting, or the value is wrong (*known). */
bool role_args_take(struct role_settings *settings, const char *name, const char *value,
		    bool *known);
