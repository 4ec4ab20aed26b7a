/* Replies put together, and rules made of them. */
#include "flow/clusters.h"
#include "model/refusal_rules.h"
#include "unit.h"

#include <stdio.h>

static void add(struct clusters *c, const char *said)
{
	struct refusal r;

	assert_true(refusal_read(NULL, STR("mx.example"), STR(""), str_of(said), &r));
	clusters_add(c, &r);
}

static struct str pattern(const struct cluster *c, struct buf *out)
{
	buf_clear(out);
	cluster_pattern(c, out);
	return buf_str(out);
}

static void like_replies_are_one(void **state)
{
	struct clusters AUTO(clusters_done) c = { 0 };
	struct buf AUTO(buf_done) out;
	struct arena mem = { 0 };
	const uint32_t *order;

	(void)state;
	buf_init(&out, 1000);
	add(&c, "said: 550 5.7.1 <a@b.example> Plum filter 17 says no to Anna, see http://x/1");
	add(&c, "said: 550 5.7.1 <c@d.example> plum filter 9 says no to Bert, see http://x/2");
	add(&c, "said: 550 5.7.1 something that is quite different from it all, is it not");
	add(&c, "said: 554 5.7.1 <a@b.example> Plum filter 17 says no to Anna, see http://x/1");
	add(&c, "said: 550 5.7.1 <c@d.example> plum filter 9 says no to Cleo, see http://x/3");
	assert_int_equal(c.n, 3);
	order = clusters_order(&c, &mem);
	assert_int_equal(order[0], 0);
	assert_int_equal(c.of[0].count, 3);
	assert_str(pattern(&c.of[0], &out), "550 5.7.1 plum filter * says no to");
	assert_str(c.of[0].example, "<a@b.example> Plum filter 17 says no to Anna, see http://x/1");
	assert_str(c.of[0].server, "mx.example");
	assert_str(pattern(&c.of[1], &out),
		   "550 5.7.1 something that is quite different from it all, is it not");
	arena_done(&mem);
}

static const char *const odd[] = {
	"550 ",
	"550 x",
	"550 * {zone} *",
	"550 a b c d e f g h",
	"421-4.7.0 wait\\n421 4.7.0 now",
	"550 5.7.1 550 5.7.1 550 x.7.1 word",
	"550 2.0.0 word after an odd code",
	"550 one1 alpha 2 bravo 3 gamma 4 delta 5 echo 6 fox 7 golf 8 hotel 9 india 10 julia",
	"550 \"quoted words' and-more- stand; here, (or there)!",
	"450 4.2.0 <x@y>: plum \303\251t\303\251 ; # not = a [section]",
};

/* What a person copies holds for what it was made of. */
static void rules_hold_for_what_they_are_made_of(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(odd); i++) {
		struct clusters AUTO(clusters_done) c = { 0 };
		struct refusal_rules AUTO(refusal_rules_done) rules;
		struct refusal_rule rule = { .meaning = REFUSAL_LOOP, .provider = REFUSAL_ANY };
		struct buf AUTO(buf_done) out;
		struct refusal r;
		struct err err;

		buf_init(&out, 1000);
		refusal_rules_init(&rules);
		add(&c, odd[i]);
		if (refusal_rules_add(&rules, &rule, pattern(&c.of[0], &out), &err) < 0)
			fail_msg("%s: %s", odd[i], err.text);
		refusal_rules_seal(&rules);
		assert_true(refusal_read(&rules, STR("mx"), STR(""), str_of(odd[i]), &r));
		if (r.means != REFUSAL_LOOP)
			fail_msg("%s: %.*s", odd[i], STR_ARG(buf_str(&out)));
	}
}

static void there_is_room_for_so_many(void **state)
{
	struct clusters AUTO(clusters_done) c = { 0 };
	char text[64];

	(void)state;
	for (int i = 0; i <= CLUSTERS_MAX; i++) {
		(void)snprintf(text, sizeof(text), "550 word%c%c alone%c%c", 'a' + i / 26,
			       'a' + i % 26, 'a' + i / 26, 'a' + i % 26);
		add(&c, text);
	}
	assert_int_equal(c.n, CLUSTERS_MAX);
	assert_int_equal(c.turned_away, 1);
	add(&c, "550 wordaa aloneaa");
	assert_int_equal(c.of[0].count, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(like_replies_are_one),
		cmocka_unit_test(rules_hold_for_what_they_are_made_of),
		cmocka_unit_test(there_is_room_for_so_many),
	};
	return cmocka_run_group_tests_name("flow/clusters", tests, NULL, NULL);
}
