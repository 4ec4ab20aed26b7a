/* What tests of messages share: a frame around a body, and every way to damage a body. */
#pragma once

#include "unit.h"

#include "base/arena.h"
#include "msg/frame.h"

/* The frame of `packet`, which must be one. */
UNUSED static struct frame frame_of(struct buf *packet, enum msg_type type)
{
	struct frame f;
	struct err err;

	assert_int_equal(frame_end(packet, &err), 0);
	assert_int_equal(frame_get(buf_str(packet), &f, &err), 0);
	assert_int_equal(f.type, type);
	return f;
}

/* Every shorter body and one octet more must be refused with ERR_INPUT. `get` reads a frame
 * and returns what the reader returned. */
UNUSED static void refuses_other_lengths(struct frame f,
					 int (*get)(const struct frame *, struct err *))
{
	struct str whole = f.body;
	char *longer = malloc(whole.n + 1);
	struct err err = { 0 };

	assert_non_null(longer);
	memcpy(longer, whole.p, whole.n);
	longer[whole.n] = '\0';
	for (size_t n = 0; n < whole.n; n++) {
		struct str cut = unit_exact(str_sub(whole, 0, n));

		f.body = cut;
		err.kind = ERR_NONE;
		if (get(&f, &err) == 0 || err.kind != ERR_INPUT)
			fail_msg("%zu of %zu octets were taken", n, whole.n);
		free((void *)(uintptr_t)cut.p);
	}
	f.body = (struct str){ longer, whole.n + 1 };
	assert_int_equal(get(&f, &err), -1);
	f.body = whole;
	assert_int_equal(get(&f, &err), 0);
	free(longer);
}
