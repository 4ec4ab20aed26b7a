/* Frames: what is written is read, and what does not agree with itself is refused. */
#include "msg_unit.h"

static void a_frame_comes_back(void **state)
{
	struct buf AUTO(buf_done) b;
	struct frame f;

	(void)state;
	buf_init(&b, FRAME_MAX);
	frame_begin(&b, MSG_IMPORT, FRAME_MEMFD, 0x0123456789abcdef);
	buf_add(&b, STR("body"));
	f = frame_of(&b, MSG_IMPORT);
	assert_int_equal(f.flags, FRAME_MEMFD);
	assert_int_equal(f.version, msg_type_version(MSG_IMPORT));
	assert_true(f.id == 0x0123456789abcdef);
	assert_str(f.body, "body");
	assert_memory_equal(b.p, "\x14\0\0\0\x03\0\x01\x01\xef\xcd\xab\x89\x67\x45\x23\x01", 16);
}

static void heads_that_lie_are_refused(void **state)
{
	static const struct {
		const char *label;
		size_t at;
		char octet;
	} lie[] = {
		{"length too small",      0, 0x13     },
		{ "length too large",     0, 0x15     },
		{ "length far too large", 3, 1        },
		{ "no type",              4, 0        },
		{ "unknown type",         4, MSG_TYPES},
		{ "type above 255",       5, 1        },
		{ "version 0",            6, 0        },
		{ "a version to come",    6, 9        },
		{ "unknown flag",         7, 2        },
	};
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX);
	for (size_t i = 0; i < LEN(lie); i++) {
		buf_clear(&b);
		frame_begin(&b, MSG_WHO, 0, 7);
		buf_add(&b, STR("body"));
		assert_int_equal(frame_end(&b, &err), 0);
		b.p[lie[i].at] = lie[i].octet;
		if (frame_get(buf_str(&b), &f, &err) == 0 || err.kind != ERR_INPUT)
			fail_msg("%s", lie[i].label);
	}
	for (size_t n = 0; n < FRAME_HEAD; n++)
		assert_int_equal(frame_get(str_sub(buf_str(&b), 0, n), &f, &err), -1);
}

static void the_largest_frame_fits_and_one_octet_more_does_not(void **state)
{
	struct buf AUTO(buf_done) b;
	struct frame f;
	struct err err;

	(void)state;
	buf_init(&b, FRAME_MAX + 1);
	frame_begin(&b, MSG_ANSWER, 0, 1);
	assert_non_null(buf_room(&b, FRAME_BODY_MAX));
	memset(b.p + b.n, 'x', FRAME_BODY_MAX);
	b.n = FRAME_MAX;
	f = frame_of(&b, MSG_ANSWER);
	assert_int_equal(f.body.n, FRAME_BODY_MAX);
	buf_byte(&b, 'x');
	assert_int_equal(frame_end(&b, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

static void every_type_has_a_name_and_a_version(void **state)
{
	(void)state;
	for (unsigned t = MSG_NONE + 1; t < MSG_TYPES; t++) {
		assert_true(msg_type_version((enum msg_type)t) > 0);
		for (unsigned u = 0; u < t; u++)
			assert_string_not_equal(msg_type_name((enum msg_type)t),
						msg_type_name((enum msg_type)u));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_frame_comes_back),
		cmocka_unit_test(heads_that_lie_are_refused),
		cmocka_unit_test(the_largest_frame_fits_and_one_octet_more_does_not),
		cmocka_unit_test(every_type_has_a_name_and_a_version),
	};

	return cmocka_run_group_tests_name("msg/frame", tests, NULL, NULL);
}
