/* What a scenario drives: the real code, linked with the simulated parts of sys.
 *
 * Each driver takes its own words of the scenario: `set` before the run, `act` during it,
 * `expect` at the end or at a time. A driver that was not used has nothing to say.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct loop;

/* Words that a driver answers with besides 0 and -1: not one of mine. */
enum { DRIVE_UNKNOWN = 1 };

/* A word that begins a line, and what it does with the words behind it. */
struct drive_verb {
	const char *name;
	int (*fn)(struct str args, struct err *err);
};

struct driver {
	const char *name;
	void (*begin)(struct loop *loop);
	void (*end)(void);
	const struct drive_verb *verb;
	size_t verbs;
	/* What was expected and the words behind it: 0, -1 or DRIVE_UNKNOWN */
	int (*expect)(struct str what, struct str args, struct err *err);
	/* What holds at the end of every run; NULL: nothing besides. */
	int (*law)(struct err *err);
};

extern const struct driver drive_net, drive_engine, drive_round, drive_hub, drive_watch;

/* The next word of *s, taken off it; empty at the end. */
struct str drive_word(struct str *s);

/* "= 5", "<= 5", "< 5", ">= 5", "> 5" and nothing behind: is `have` so? -1 with the sentence
 * that says what it is instead. */
NODISCARD int drive_compare(const char *what, uint64_t have, struct str test, struct err *err);
