/* What was sealed opens under the same passphrase only, and only unchanged. */
#include "unit.h"

#include "sys/digest.h"
#include "sys/secret.h"

#define LONG 150000 /* several pieces */

static void sealed(struct str plain, struct buf *out)
{
	struct err err;

	buf_init(out, SECRET_SEALED_MAX);
	if (secret_seal(plain, STR("correct horse"), out, &err) < 0)
		fail_msg("%s", err.text);
}

static int opened(struct str s, const char *passphrase, struct buf *out, struct err *err)
{
	buf_init(out, SECRET_PLAIN_MAX);
	return secret_open(s, str_of(passphrase), out, err);
}

static void it_opens_again(void **state)
{
	static char text[LONG];
	static const size_t size[] = { 0, LONG };

	(void)state;
	for (size_t i = 0; i < LONG; i++)
		text[i] = (char)(i % 253);
	for (size_t i = 0; i < LEN(size); i++) {
		struct buf s AUTO(buf_done), plain AUTO(buf_done);
		struct err err;

		sealed((struct str){ text, size[i] }, &s);
		if (opened(buf_str(&s), "correct horse", &plain, &err) < 0)
			fail_msg("%zu: %s", size[i], err.text);
		assert_int_equal(plain.n, size[i]);
		if (size[i])
			assert_memory_equal(plain.p, text, size[i]);
	}
}

static void another_passphrase_does_not_open_it(void **state)
{
	struct buf s AUTO(buf_done), plain AUTO(buf_done) = { 0 };
	struct err err;

	(void)state;
	sealed(STR("key"), &s);
	assert_int_equal(opened(buf_str(&s), "correct hors", &plain, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	assert_non_null(strstr(err.text, "passphrase"));
	buf_done(&plain);
	assert_int_equal(opened(buf_str(&s), "short", &plain, &err), -1);
	assert_non_null(strstr(err.text, "at least 8"));
}

static void changed_ones_do_not_open(void **state)
{
	static char text[LONG];
	struct buf s AUTO(buf_done);
	const size_t body = 17 + 8 + 16 + 24;
	struct err err;

	(void)state;
	sealed((struct str){ text, LONG }, &s);
	for (size_t i = 0; i < 4; i++) {
		const size_t at[] = { body, body + 70000, s.n - 1, body - 1 };
		struct buf plain AUTO(buf_done);

		s.p[at[i]] ^= 1;
		assert_int_equal(opened(buf_str(&s), "correct horse", &plain, &err), -1);
		s.p[at[i]] ^= 1;
	}
	for (size_t i = 0; i < 4; i++) {
		/* without its end, without its first piece's end, without all, without a head */
		const size_t n[] = { s.n - 1, body + 65536 + 17, body, body - 1 };
		struct buf plain AUTO(buf_done);

		assert_int_equal(
			opened(str_sub(buf_str(&s), 0, n[i]), "correct horse", &plain, &err), -1);
		assert_int_equal(err.kind, ERR_INPUT);
	}
}

/* A head that would make us spend gigabytes and hours. */
static void costs_have_a_limit(void **state)
{
	struct buf s AUTO(buf_done), plain AUTO(buf_done);
	struct err err;

	(void)state;
	sealed(STR("key"), &s);
	s.p[17] = SECRET_OPS_MAX + 1;
	assert_int_equal(opened(buf_str(&s), "correct horse", &plain, &err), -1);
	assert_non_null(strstr(err.text, "damaged"));
	s.p[17] = 1;
	s.p[17 + 4 + 3] = 1; /* 16 GiB and more */
	assert_int_equal(opened(buf_str(&s), "correct horse", &plain, &err), -1);
	assert_non_null(strstr(err.text, "damaged"));
}

static void sums_are_right(void **state)
{
	char text[DIGEST_TEXT_MAX + 1];
	struct digest d;

	(void)state;
	digest_init(&d);
	digest_add(&d, STR("a"));
	digest_add(&d, STR(""));
	digest_add(&d, STR("bc"));
	digest_text(&d, text);
	assert_string_equal(text,
			    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	digest_text(&d, text);
	assert_string_equal(text,
			    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_opens_again),
		cmocka_unit_test(another_passphrase_does_not_open_it),
		cmocka_unit_test(changed_ones_do_not_open),
		cmocka_unit_test(costs_have_a_limit),
		cmocka_unit_test(sums_are_right),
	};
	return cmocka_run_group_tests_name("sys/secret", tests, NULL, NULL);
}
