/* Setting an error where it arises, and adding where one was. */
#include "base/err.h"

#include <stdio.h>
#include <string.h>

#undef err_set
#undef err_sys
#undef err_in

int err_set(struct err *err, enum err_kind kind, const char *fmt, ...)
{
	va_list ap;

	if (!err)
		return -1;
	err->kind = kind;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	return -1;
}

int err_sys(struct err *err, enum err_kind kind, int number, const char *fmt, ...)
{
	va_list ap;
	size_t n;

	if (!err)
		return -1;
	err->kind = kind;
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	n = strnlen(err->text, sizeof(err->text));
	snprintf(err->text + n, sizeof(err->text) - n, ": %s", strerror(number));
	return -1;
}

int err_in(struct err *err, const char *fmt, ...)
{
	char was[ERR_TEXT_MAX];
	va_list ap;
	size_t n;

	if (!err)
		return -1;
	memcpy(was, err->text, sizeof(was));
	va_start(ap, fmt);
	vsnprintf(err->text, sizeof(err->text), fmt, ap);
	va_end(ap);
	n = strnlen(err->text, sizeof(err->text));
	snprintf(err->text + n, sizeof(err->text) - n, ": %.*s", (int)(sizeof(was) - 1), was);
	return -1;
}

const char *err_kind_name(enum err_kind kind)
{
	switch (kind) {
	case ERR_NONE:
		return "none";
	case ERR_INPUT:
		return "input";
	case ERR_LATER:
		return "later";
	case ERR_GONE:
		return "gone";
	case ERR_UNSURE:
		return "unsure";
	case ERR_SYS:
		return "system";
	}
	return "unknown";
}
