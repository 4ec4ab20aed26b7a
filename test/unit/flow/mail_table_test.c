/* Messages by id: found again, per machine, the oldest gone when it is full. */
#include "base/buf.h"
#include "flow/mail_table.h"
#include "unit.h"

static struct str id_of(struct buf *b, unsigned i)
{
	buf_clear(b);
	buf_fmt(b, "%08X", i * 2654435761u);
	return buf_str(b);
}

static void messages_are_found_again(void **state)
{
	struct mail_table AUTO(mail_table_done) t;
	struct buf AUTO(buf_done) b;

	(void)state;
	buf_init(&b, 40);
	mail_table_init(&t, 1 << 16, 1);
	for (unsigned i = 0; i < 9000; i++)
		mail_table_get(&t, 1, id_of(&b, i))->sent = i;
	for (unsigned i = 0; i < 9000; i++)
		assert_int_equal(mail_table_get(&t, 1, id_of(&b, i))->sent, i);
	assert_null(mail_table_find(&t, 2, id_of(&b, 3)));
	assert_int_equal(mail_table_get(&t, 2, id_of(&b, 3))->sent, 0);
	assert_int_equal(t.dropped, 0);
}

static void the_same_id_is_found_elsewhere(void **state)
{
	struct mail_table AUTO(mail_table_done) t;
	struct mail *m = NULL;
	unsigned seen = 0;

	(void)state;
	mail_table_init(&t, 1 << 16, 1);
	for (uint16_t host = 0; host < 5; host++)
		(void)mail_table_get(&t, host, STR("AAAA0001"));
	(void)mail_table_get(&t, 7, STR("AAAA0002"));
	while ((m = mail_table_elsewhere(&t, 2, STR("AAAA0001"), m)))
		seen |= 1u << m->host;
	assert_int_equal(seen, 1 << 0 | 1 << 1 | 1 << 3 | 1 << 4);
	assert_null(mail_table_elsewhere(&t, 7, STR("AAAA0002"), NULL));
}

static void the_longest_unnamed_makes_room(void **state)
{
	struct mail_table AUTO(mail_table_done) t;
	struct buf AUTO(buf_done) b;

	(void)state;
	buf_init(&b, 40);
	mail_table_init(&t, 3, 1);
	for (unsigned i = 0; i < 3; i++)
		(void)mail_table_get(&t, 0, id_of(&b, i));
	(void)mail_table_find(&t, 0, id_of(&b, 0));
	(void)mail_table_get(&t, 0, id_of(&b, 3));
	assert_null(mail_table_find(&t, 0, id_of(&b, 1)));
	assert_non_null(mail_table_find(&t, 0, id_of(&b, 0)));
	assert_int_equal(t.dropped, 1);
	mail_table_end(&t, mail_table_find(&t, 0, id_of(&b, 2)));
	for (unsigned i = 4; i < 7; i++)
		(void)mail_table_get(&t, 0, id_of(&b, i));
	assert_int_equal(t.dropped, 3); /* what was done is no loss */
}

static void of_the_ended_the_last_are_remembered(void **state)
{
	struct mail_table AUTO(mail_table_done) t;
	struct buf AUTO(buf_done) b;
	struct mail *m;

	(void)state;
	buf_init(&b, 40);
	mail_table_init(&t, 1 << 20, 1);
	(void)mail_table_get(&t, 0, STR("stays"));
	for (unsigned i = 0; i < MAIL_ENDED_MAX + 100; i++)
		mail_table_end(&t, mail_table_get(&t, 0, id_of(&b, i)));
	assert_int_equal(t.ended, MAIL_ENDED_MAX);
	assert_null(mail_table_find(&t, 0, id_of(&b, 99)));
	m = mail_table_find(&t, 0, id_of(&b, 100));
	assert_non_null(m);
	mail_table_renew(&t, m);
	assert_int_equal(t.ended, MAIL_ENDED_MAX - 1);
	assert_false(m->done);
	assert_non_null(mail_table_find(&t, 0, STR("stays")));
	assert_int_equal(t.dropped, 0);
}

/* Full tables stay right: whoever was named last is there, nobody else. */
static void a_full_table_stays_right(void **state)
{
	enum { MAX = 1500 };
	struct mail_table AUTO(mail_table_done) t;
	struct buf AUTO(buf_done) b;

	(void)state;
	buf_init(&b, 40);
	mail_table_init(&t, MAX, 1);
	for (unsigned i = 0; i < 20000; i++)
		mail_table_get(&t, 0, id_of(&b, i))->sent = i;
	for (unsigned i = 0; i < 20000; i++) {
		const struct mail *m = mail_table_find(&t, 0, id_of(&b, i));

		assert_true((m != NULL) == (i >= 20000 - MAX));
		assert_true(!m || m->sent == i);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(messages_are_found_again),
		cmocka_unit_test(the_same_id_is_found_elsewhere),
		cmocka_unit_test(the_longest_unnamed_makes_room),
		cmocka_unit_test(of_the_ended_the_last_are_remembered),
		cmocka_unit_test(a_full_table_stays_right),
	};
	return cmocka_run_group_tests_name("flow/mail_table", tests, NULL, NULL);
}
