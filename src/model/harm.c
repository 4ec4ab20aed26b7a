/* Telling listings that hurt from those that do not. */
#include "model/harm.h"

bool harm_is_grave(const struct listing *l)
{
	return l->kind == LIST_BLOCK && !l->policy && l->severity >= HARM_SEVERITY;
}

enum harm harm_of(const struct listing *l, bool mail)
{
	if (!listing_counts(l) || !harm_is_grave(l))
		return HARM_NONE;
	return mail ? HARM_NOW : HARM_IF_MAIL;
}

const char *harm_name(enum harm h)
{
	static const char *const name[HARM_DEGREES] = { "no", "if mail", "yes" };

	return name[h];
}
