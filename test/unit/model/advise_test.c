/* Which free addresses come first, and why. */
#include "model/advise.h"

#include "unit.h"

#define DAY INT64_C(86400000000)
#define NOW (20000 * DAY)

static struct arena arena;
static struct prefix prefix[4];
static struct tenancy tenancy[8];
static struct inventory inv;
static struct advise_free found;

static struct range range(const char *text)
{
	struct range r;
	struct err err;

	assert_int_equal(range_parse(str_of(text), &r, &err), 0);
	return r;
}

static void own(const char *text, enum use use)
{
	prefix[inv.prefixes++] = (struct prefix){ .range = range(text), .use = use };
}

/* Until so many days ago; 0: goes on. */
static void held(const char *text, const char *customer, int left)
{
	tenancy[inv.tenancies++] = (struct tenancy){
		.range = range(text),
		.ports = PORTS_ALL,
		.use = USE_SINGLE,
		.customer = str_of(customer),
		.from = { NOW - 1000 * DAY },
		.until = left ? (struct instant){ NOW - left * DAY } : WHEN_NEVER,
		.known_until = WHEN_NEVER,
	};
}

static struct listing listing(const char *about, enum listing_state state, int until)
{
	return (struct listing){ .zone = STR("bl.example"),
				 .about = range(about),
				 .state = state,
				 .until =
					 until ? (struct instant){ NOW - until * DAY } : WHEN_NEVER,
				 .kind = LIST_BLOCK,
				 .severity = 4 };
}

static int begin(void **state)
{
	(void)state;
	inv = (struct inventory){ .prefix = prefix, .tenancy = tenancy };
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static void find(void)
{
	struct holder_index *index = holder_index_new(&inv);

	advise_find(&arena, &inv, index, (struct instant){ NOW }, &found);
	holder_index_free(index);
}

static void lay(const struct listing *l, enum advise_for purpose)
{
	advise_listing(&found, l, purpose, (struct instant){ NOW });
}

static void the_order_is(const char *const *want, size_t n)
{
	char text[IP_TEXT_MAX + 1];

	advise_rank(&found);
	assert_true(found.n >= n);
	for (size_t i = 0; i < n; i++)
		assert_str(str_of(ip_text(found.address[i].ip, text)), want[i]);
}

static void only_what_nobody_holds_is_free(void **state)
{
	(void)state;
	own("192.0.2.0/28", USE_SINGLE);
	own("192.0.2.0/29", USE_SINGLE);
	own("192.0.2.8/30", USE_GATEWAY);
	own("2001:db8::/32", USE_SINGLE);
	held("192.0.2.0/31", "a", 0);
	held("192.0.2.2", "a", 5);
	find();
	assert_int_equal(found.looked, 16);
	assert_int_equal(found.n, 16 - 2 - 4);
	assert_false(found.cut);
	assert_true(ip_eq(found.address[0].ip, ip4(192, 0, 2, 2)));
	assert_non_null(found.address[0].last);
	assert_null(found.address[1].last);
}

static void nothing_free_is_nothing(void **state)
{
	struct listing l = listing("192.0.2.0/24", LISTING_OPEN, 0);

	(void)state;
	find();
	assert_int_equal(found.n, 0);
	lay(&l, ADVISE_ANY);
	advise_rank(&found);
	own("192.0.2.0/31", USE_SINGLE);
	held("192.0.2.0/24", "a", 0);
	find();
	assert_int_equal(found.n, 0);
}

static void listings_and_tenants_decide_the_order(void **state)
{
	static const char *const want[] = { "192.0.2.6", "192.0.2.5", "192.0.2.4", "192.0.2.3",
					    "192.0.2.2", "192.0.2.1", "192.0.2.0", "192.0.2.7" };
	const struct listing l[] = {
		listing("192.0.2.7", LISTING_OPEN, 0),    listing("192.0.2.0", LISTING_SEEN, 0),
		listing("192.0.2.1", LISTING_ENDED, 1),   listing("192.0.2.2", LISTING_ENDED, 100),
		listing("192.0.2.6", LISTING_DROPPED, 0),
	};

	(void)state;
	own("192.0.2.0/29", USE_SINGLE);
	held("192.0.2.3", "a", 10);
	held("192.0.2.4", "a", 20);
	held("192.0.2.5", "a", 30);
	find();
	for (size_t i = 0; i < LEN(l); i++)
		lay(&l[i], ADVISE_ANY);
	the_order_is(want, LEN(want));
}

static void a_range_listing_falls_on_all_of_it(void **state)
{
	static const char *const mail[] = { "192.0.2.4", "192.0.2.5", "192.0.2.6", "192.0.2.7",
					    "192.0.2.0" };
	static const char *const web[] = { "192.0.2.0", "192.0.2.1" };
	struct listing l = listing("192.0.2.0/30", LISTING_OPEN, 0);

	(void)state;
	l.kind = LIST_RANGE;
	own("192.0.2.0/29", USE_SINGLE);
	find();
	lay(&l, ADVISE_MAIL);
	assert_int_equal(found.address[3].hurts, 1);
	the_order_is(mail, LEN(mail));
	find();
	lay(&l, ADVISE_ANY);
	assert_int_equal(found.address[0].hurts, 0);
	assert_int_equal(found.address[0].others, 1);
	find();
	lay(&l, ADVISE_WEB);
	the_order_is(web, LEN(web));
}

static void taint_fades_by_half(void **state)
{
	struct listing l = listing("192.0.2.0", LISTING_ENDED, 60);

	(void)state;
	own("192.0.2.0/31", USE_SINGLE);
	find();
	lay(&l, ADVISE_ANY);
	assert_true(found.address[0].taint > 1.99 && found.address[0].taint < 2.01);
	l.until.us = NOW + DAY; /* a clock that was set back */
	lay(&l, ADVISE_ANY);
	assert_true(found.address[0].taint > 5.99 && found.address[0].taint < 6.01);
}

static void says(size_t i, enum advise_reason which, const char *want)
{
	struct buf AUTO(buf_done) out;

	buf_init(&out, 1000);
	advise_say(&found.address[i], which, &out);
	assert_str(buf_str(&out), want);
}

static void reasons_are_told(void **state)
{
	const struct listing l[] = { listing("192.0.2.0", LISTING_OPEN, 0),
				     listing("192.0.2.0", LISTING_SEEN, 0),
				     listing("192.0.2.1", LISTING_ENDED, 1) };

	(void)state;
	own("192.0.2.0/31", USE_SINGLE);
	held("192.0.2.1", "C7", 10);
	find();
	for (size_t i = 0; i < LEN(l); i++)
		lay(&l[i], ADVISE_ANY);
	says(0, ADVISE_NOW, "listed now on 2 lists, 1 of which hurts (bl.example)");
	says(0, ADVISE_BEFORE, "no listing before that we know of");
	says(0, ADVISE_LEFT, "nobody that we know of ever held it");
	says(1, ADVISE_NOW, "not listed now");
	says(1, ADVISE_BEFORE,
	     "listed 1 time before, last until 2024-10-03T00:00:00Z (bl.example)");
	says(1, ADVISE_LEFT, "free since 2024-09-24T00:00:00Z, before that with C7");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(only_what_nobody_holds_is_free, begin, end),
		cmocka_unit_test_setup_teardown(nothing_free_is_nothing, begin, end),
		cmocka_unit_test_setup_teardown(listings_and_tenants_decide_the_order, begin, end),
		cmocka_unit_test_setup_teardown(a_range_listing_falls_on_all_of_it, begin, end),
		cmocka_unit_test_setup_teardown(taint_fades_by_half, begin, end),
		cmocka_unit_test_setup_teardown(reasons_are_told, begin, end),
	};

	return cmocka_run_group_tests_name("model/advise", tests, NULL, NULL);
}
