/* What went wrong, in a kind that says what the caller may do and a sentence for a person.
 *
 * The caller owns the struct; it is set where the fault arises, and callers on the way
 * up may add where they were. Libraries never log it: the process does, once.
 */
#pragma once

#include "base/attr.h"

#include <stdarg.h>

#define ERR_TEXT_MAX 512 /* octets of a sentence with its NUL; longer ones are cut */

enum err_kind {
	ERR_NONE,
	ERR_INPUT,  /* what came in is wrong: drop the peer, tell the user */
	ERR_LATER,  /* nothing changed: try again */
	ERR_GONE,   /* no such thing, or it moved on */
	ERR_UNSURE, /* may have happened: ask, never repeat */
	ERR_SYS,    /* the machine failed us: leave and be restarted */
};

struct err {
	enum err_kind kind;
	char text[ERR_TEXT_MAX];
};

/* Sets kind and sentence (no full stop, no line end); returns -1. `err` may be NULL. */
PRINTF(3, 4) int err_set(struct err *err, enum err_kind kind, const char *fmt, ...);

/* As err_set with ": " and the text of the system error `number`. */
PRINTF(4, 5)
int err_sys(struct err *err, enum err_kind kind, int number, const char *fmt, ...);

/* Puts where we were and ": " before the sentence; keeps the kind; returns -1. */
PRINTF(2, 3) int err_in(struct err *err, const char *fmt, ...);

/* The kind as a word, for logs: "input", "later", ... */
const char *err_kind_name(enum err_kind kind);

#ifdef __clang_analyzer__
/* It sees one file at a time: told that these return -1, it need not suppose that they do not. */
#define err_set(...) (err_set(__VA_ARGS__), -1)
#define err_sys(...) (err_sys(__VA_ARGS__), -1)
#define err_in(...) (err_in(__VA_ARGS__), -1)
#endif
