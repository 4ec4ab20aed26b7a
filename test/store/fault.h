/* A driver around another that fails when it is told to: the n-th call, in one of four ways. */
#pragma once

#include "store/driver.h"

enum fault_kind {
	FAULT_BUSY,   /* LATER, this once */
	FAULT_DISK,   /* SYS, this once */
	FAULT_LOST,   /* the connection is gone, with all that was not committed */
	FAULT_ANSWER, /* the same, but a commit that is hit was done: only its answer is lost */
	FAULT_KINDS,
};

struct fault {
	struct db *inner;
	enum fault_kind kind;
	long at;    /* this call fails; 0: none */
	long calls; /* so far: those that can fail */
	bool lost;
	/* Both may be NULL. Whether this call fails, instead of `at`; it may set `kind`. */
	bool (*fails)(struct fault *f);
	/* A commit is about to be tried, or was `done`; it may set `lost`. */
	void (*commits)(struct fault *f, bool done);
};

/* Owns `inner`; `fault` outlives the connection. */
struct db *fault_wrap(struct fault *fault, struct db *inner);
