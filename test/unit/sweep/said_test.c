/* Every word that can be said is what comes back, and says nothing about its neighbours. */
#include "unit.h"

#include "sweep/said.h"

static bool same(struct said_word a, struct said_word b)
{
	return a.what == b.what && a.why == b.why && a.server == b.server;
}

static void words_come_back(void **state)
{
	struct said s;

	(void)state;
	said_init(&s, 3);
	for (unsigned server = 0; server < SAID_SERVERS_MAX; server++) {
		for (unsigned what = SAID_NOTHING; what <= SAID_UNKNOWN; what++) {
			unsigned most = what == SAID_UNKNOWN ? SAID_WHY_MAX : 0;

			for (unsigned why = 0; why <= most; why++) {
				struct said_word w = { (enum said_what)what, why, server };

				said_put(&s, 1, w);
				assert_true(same(said_at(&s, 1), w));
			}
		}
	}
	assert_int_equal(said_at(&s, 0).what, SAID_NOTHING);
	assert_int_equal(said_at(&s, 2).what, SAID_NOTHING);
	said_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_come_back),
	};
	return cmocka_run_group_tests_name("sweep/said", tests, NULL, NULL);
}
