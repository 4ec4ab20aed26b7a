/* The engine against name servers of every mood: each question is told once, and truly. */
#include "fake_dns.h"

#include "sweep/engine.h"
#include "sys/clock.h"

#include <sys/resource.h>
#include <unistd.h>

#define QUESTIONS 3000

static struct loop *loop;
static struct fake *server[3];
static unsigned servers;
static struct engine *engine;
static struct engine_config config;
static unsigned questions, asked, ended, idles;
static unsigned count[TOLD_STARVED + 1];
static unsigned wrong, doubled;
static uint8_t seen[65536];
static struct told last;
static struct ask pattern; /* type, where and server of all questions */

static struct ip address(uint64_t tag)
{
	return ip4(10, 9, (unsigned)tag >> 8 & 255, tag & 255);
}

static bool next(void *ctx, unsigned zone, struct ask *out)
{
	(void)ctx;
	(void)zone;
	if (asked == questions)
		return false;
	*out = pattern;
	out->type = DNS_A;
	out->tag = asked++;
	if (!out->name)
		out->ip = address(out->tag);
	return true;
}

static void done(void *ctx, unsigned zone, const struct ask *q, const struct told *t)
{
	(void)ctx;
	(void)zone;
	ended++;
	doubled += seen[q->tag]++ > 0;
	count[t->how]++;
	last = *t;
	if (t->how != TOLD_REPLY || pattern.name)
		return;
	if (fake_listed(q->ip))
		wrong += t->rcode != DNS_NOERROR || t->reply->addrs != 1 ||
			 !ip_eq(t->reply->addr[0].ip, ip4(127, 0, 0, 2));
	else
		wrong += t->rcode != DNS_NXDOMAIN || t->reply->addrs != 0 || !t->reply->soa;
}

static void idle(void *ctx)
{
	(void)ctx;
	idles++;
	loop_stop(loop);
}

static int begin(void **state)
{
	(void)state;
	loop = loop_new();
	servers = 0;
	config = (struct engine_config){ 0 };
	pattern = (struct ask){ 0 };
	asked = ended = idles = wrong = doubled = 0;
	memset(count, 0, sizeof(count));
	memset(seen, 0, sizeof(seen));
	return 0;
}

static int end(void **state)
{
	(void)state;
	engine_free(engine);
	while (servers > 0)
		fake_free(server[--servers]);
	loop_free(loop);
	return 0;
}

static void add_server(enum fake_mood mood)
{
	server[servers++] = fake_new(loop, mood);
}

static void start(unsigned n)
{
	static const struct engine_calls calls = { .next = next, .done = done, .idle = idle };
	struct endpoint at[3];
	struct dns_name apex;
	struct engine_zone zone = { .apex = &apex, .server = at, .servers = servers };

	assert_int_equal(dns_name_parse(STR("bl.test"), &apex, NULL), 0);
	for (unsigned i = 0; i < servers; i++)
		at[i] = server[i]->at;
	questions = n;
	engine = engine_new(loop, &config, &calls);
	assert_int_equal(engine_zone_add(engine, &zone, NULL), 0);
}

static void run(unsigned n)
{
	start(n);
	loop_run(loop);
	assert_int_equal(idles, 1);
	assert_int_equal(ended, n);
	assert_int_equal(doubled, 0);
	assert_int_equal(wrong, 0);
}

static void everything_is_answered_once(void **state)
{
	(void)state;
	add_server(FAKE_TRUE);
	run(QUESTIONS);
	assert_int_equal(count[TOLD_REPLY], QUESTIONS);
	assert_int_equal(engine_stats(engine)->sent, QUESTIONS);
	assert_int_equal(engine_stats(engine)->retried, 0);
	assert_int_equal(engine_stats(engine)->late, 0);
}

static void loss_is_made_good(void **state)
{
	(void)state;
	add_server(FAKE_LOSSY);
	run(1000);
	assert_int_equal(count[TOLD_REPLY], 1000);
	assert_true(engine_stats(engine)->retried > 300);
	assert_int_equal(engine_stats(engine)->lost, 0);
}

static void doubles_are_ignored_and_counted(void **state)
{
	(void)state;
	add_server(FAKE_TWICE);
	run(QUESTIONS);
	assert_int_equal(count[TOLD_REPLY], QUESTIONS);
	assert_true(engine_stats(engine)->late > QUESTIONS / 2);
	assert_true(engine_stats(engine)->late <= QUESTIONS);
}

static void what_comes_late_is_asked_again(void **state)
{
	(void)state;
	add_server(FAKE_LATE);
	run(200);
	assert_int_equal(count[TOLD_REPLY], 200);
	assert_true(engine_stats(engine)->retried >= 100);
	assert_true(engine_stats(engine)->late >= 100);
}

static void forgeries_are_not_believed(void **state)
{
	(void)state;
	add_server(FAKE_FORGED);
	run(QUESTIONS);
	assert_int_equal(count[TOLD_REPLY], QUESTIONS);
	assert_true(engine_stats(engine)->late >= QUESTIONS / 2);
	assert_true(engine_stats(engine)->forged >= QUESTIONS / 2);
}

static void capitals_are_no_forgery(void **state)
{
	(void)state;
	add_server(FAKE_SHOUTING);
	run(100);
	assert_int_equal(count[TOLD_REPLY], 100);
}

static const struct {
	const char *label;
	enum fake_mood mood;
	enum told_how how;
	uint8_t rcode;
	unsigned packets; /* for one question */
} failing[] = {
	{"truncated",       FAKE_CUT,      TOLD_CUT,     0,            4},
	{ "garbage",        FAKE_GARBAGE,  TOLD_GARBLED, 0,            1},
	{ "refused",        FAKE_REFUSING, TOLD_ERROR,   DNS_REFUSED,  1},
	{ "a bare refusal", FAKE_BARE,     TOLD_ERROR,   DNS_REFUSED,  1},
	{ "server failure", FAKE_FAILING,  TOLD_ERROR,   DNS_SERVFAIL, 4},
};

static void a_fault_of_the_only_server_is_told(void **state)
{
	for (size_t i = 0; i < LEN(failing); i++) {
		begin(state);
		add_server(failing[i].mood);
		server[0]->fails_left = 1000;
		run(20);
		if (count[failing[i].how] != 20 || last.rcode != failing[i].rcode ||
		    server[0]->asked != 20 * failing[i].packets ||
		    !endpoint_eq(last.server, server[0]->at))
			fail_msg("%s: %u, %u packets", failing[i].label, count[failing[i].how],
				 server[0]->asked);
		end(state);
	}
}

static void what_all_truncate_is_asked_over_tcp(void **state)
{
	(void)state;
	add_server(FAKE_STREAM);
	run(40);
	assert_int_equal(count[TOLD_REPLY], 40);
	assert_int_equal(server[0]->streamed, 40);
	assert_int_equal(engine_stats(engine)->sent, 40 * 5);
}

static void another_server_makes_it_good(void **state)
{
	for (size_t i = 0; i < LEN(failing); i++) {
		begin(state);
		add_server(failing[i].mood);
		server[0]->fails_left = 10000;
		add_server(FAKE_TRUE);
		run(300);
		if (count[TOLD_REPLY] != 300)
			fail_msg("%s: %u of 300", failing[i].label, count[TOLD_REPLY]);
		end(state);
	}
}

static void a_failure_that_passes_is_waited_for(void **state)
{
	(void)state;
	add_server(FAKE_FAILING);
	server[0]->fails_left = 30;
	run(100);
	assert_int_equal(count[TOLD_REPLY], 100);
}

static void a_silent_server_costs_little_beside_a_lively_one(void **state)
{
	(void)state;
	add_server(FAKE_SILENT);
	add_server(FAKE_TRUE);
	run(QUESTIONS);
	assert_int_equal(count[TOLD_REPLY], QUESTIONS);
	assert_true(server[0]->asked < 200);
}

static struct loop_timer *change;

static void wakes_up(void *ctx)
{
	(void)ctx;
	server[0]->mood = FAKE_TRUE;
}

static void falls_silent(void *ctx)
{
	(void)ctx;
	server[0]->mood = FAKE_SILENT;
	loop_timer_free(change);
	change = loop_timer_new(loop, wakes_up, NULL);
	loop_timer_set(change, SPAN_MS(1500));
}

static void an_outage_is_survived(void **state)
{
	(void)state;
	add_server(FAKE_TRUE);
	change = loop_timer_new(loop, falls_silent, NULL);
	loop_timer_set(change, SPAN_MS(20));
	config.rate = 5000;
	run(QUESTIONS);
	loop_timer_free(change);
	assert_int_equal(count[TOLD_REPLY], QUESTIONS);
	assert_int_equal(engine_stats(engine)->lost, 0);
	assert_true(engine_stats(engine)->retried > 0);
}

static void a_dead_zone_is_given_up(void **state)
{
	(void)state;
	add_server(FAKE_SILENT);
	config.patience = SPAN_MS(1500);
	run(60000);
	assert_int_equal(count[TOLD_SILENCE], 60000);
	assert_int_equal(engine_stats(engine)->lost, 60000);
	assert_true(engine_zone_lost(engine, 0));
	assert_true(server[0]->asked < 2000);
}

static void a_closed_port_is_given_up(void **state)
{
	(void)state;
	add_server(FAKE_SILENT);
	loop_fd_free(server[0]->watch);
	close(server[0]->fd);
	server[0]->fd = dup(server[0]->other_fd);
	server[0]->watch = loop_fd_new(loop, server[0]->fd, fake_hears, server[0]);
	config.patience = SPAN_MS(1500);
	run(500);
	assert_int_equal(count[TOLD_SILENCE], 500);
}

/* No descriptor is left for as long as the engine is patient. The last test: the hard limit
 * cannot be raised again. */
static void without_sockets_it_ends(void **state)
{
	struct rlimit none;
	int spare;

	(void)state;
	add_server(FAKE_TRUE);
	config.patience = SPAN_MS(1500);
	start(50);
	spare = dup(0);
	none.rlim_cur = none.rlim_max = (rlim_t)spare;
	close(spare);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	loop_run(loop);
	assert_int_equal(ended, 50);
	assert_int_equal(count[TOLD_STARVED], 50);
	assert_int_equal(engine_stats(engine)->sent, 0);
}

/* Packets beyond a question's first: so many are allowed. */
static unsigned allowed, refusals;

static enum engine_again again(void *ctx, unsigned zone)
{
	(void)ctx;
	(void)zone;
	if (allowed == 0) {
		refusals++;
		return AGAIN_NEVER;
	}
	return allowed-- % 2 ? AGAIN_YES : AGAIN_LATER;
}

static void packets_are_asked_for(void **state)
{
	static const struct engine_calls calls = {
		.next = next, .done = done, .idle = idle, .again = again
	};
	struct engine_zone zone = { .servers = 1 };
	struct dns_name apex;

	(void)state;
	add_server(FAKE_SILENT);
	zone.apex = &apex;
	zone.server = &server[0]->at;
	assert_int_equal(dns_name_parse(STR("bl.test"), &apex, NULL), 0);
	questions = 20;
	allowed = 10;
	refusals = 0;
	engine = engine_new(loop, &config, &calls);
	assert_int_equal(engine_zone_add(engine, &zone, NULL), 0);
	loop_run(loop);
	assert_int_equal(ended, 20);
	assert_int_equal(count[TOLD_STOPPED], 20);
	assert_int_equal(refusals, 20);
	assert_int_equal(engine_stats(engine)->sent, 25);
}

/* Not faster; that it is not slower either is seen on the virtual clock (engine-rate.scn). */
static void rates_are_kept(void **state)
{
	struct span from = clock_mono();

	(void)state;
	add_server(FAKE_TRUE);
	config.rate = 400;
	run(400);
	assert_true(clock_mono().us - from.us >= 900000);
}

static void the_window_bounds_what_is_outstanding(void **state)
{
	(void)state;
	add_server(FAKE_SILENT);
	config.window = 7;
	start(1000);
	change = loop_timer_new(loop, idle, NULL);
	loop_timer_set(change, SPAN_MS(300));
	loop_run(loop);
	loop_timer_free(change);
	assert_int_equal(server[0]->asked, 7);
	assert_in_range(asked, 7, 7);
}

static void a_second_opinion_comes_from_another_server(void **state)
{
	(void)state;
	add_server(FAKE_TRUE);
	add_server(FAKE_TRUE);
	pattern.where = ASK_NOT;
	pattern.server = server[0]->at;
	run(100);
	assert_int_equal(server[0]->asked, 0);
	assert_int_equal(server[1]->asked, 100);
}

static void without_another_server_there_is_no_second_opinion(void **state)
{
	(void)state;
	add_server(FAKE_TRUE);
	pattern.where = ASK_NOT;
	pattern.server = server[0]->at;
	run(10);
	assert_int_equal(count[TOLD_NOBODY], 10);
	assert_int_equal(server[0]->asked, 0);
}

static void one_server_can_be_asked_alone(void **state)
{
	(void)state;
	add_server(FAKE_TRUE);
	add_server(FAKE_REFUSING);
	pattern.where = ASK_ONLY;
	pattern.server = server[1]->at;
	run(10);
	assert_int_equal(count[TOLD_ERROR], 10);
	assert_int_equal(server[0]->asked, 0);
}

static void names_are_asked_too(void **state)
{
	struct dns_name name, tail;
	char text[240];

	(void)state;
	add_server(FAKE_TRUE);
	assert_int_equal(dns_name_parse(STR("3"), &name, NULL), 0);
	pattern.name = &name;
	run(1);
	assert_int_equal(count[TOLD_REPLY], 1);
	assert_int_equal(last.rcode, DNS_NOERROR);
	engine_free(engine);

	memset(text, 'x', sizeof(text));
	text[60] = text[120] = text[180] = '.';
	assert_int_equal(dns_name_parse((struct str){ text, 240 }, &tail, NULL), 0);
	assert_true(dns_name_join(&name, &tail, &name));
	asked = ended = idles = 0;
	memset(seen, 0, sizeof(seen));
	assert_int_equal(dns_name_parse((struct str){ text, 240 }, &name, NULL), 0);
	name.n = 242;
	pattern.name = &name;
	run(1); /* 241 octets and bl.test: 249, still fits */
	assert_int_equal(count[TOLD_NAMELESS], 0);
	engine_free(engine);
	memset(text + 181, 'x', 59);
	asked = ended = idles = 0;
	memset(seen, 0, sizeof(seen));
	{
		struct dns_name more;

		assert_int_equal(dns_name_parse(STR("xxxxxxx"), &more, NULL), 0);
		assert_true(dns_name_join(&more, &name, &name));
	}
	run(1);
	assert_int_equal(count[TOLD_NAMELESS], 1);
}

static void a_zone_without_servers_is_refused(void **state)
{
	static const struct engine_calls calls = { .next = next, .done = done, .idle = idle };
	struct err err = { 0 };

	(void)state;
	engine = engine_new(loop, &config, &calls);
	assert_int_equal(engine_zone_add(engine, &(struct engine_zone){ 0 }, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
}

int main(void)
{
#define CASE(f) cmocka_unit_test_setup_teardown(f, begin, end)
	const struct CMUnitTest tests[] = {
		CASE(everything_is_answered_once),
		CASE(loss_is_made_good),
		CASE(doubles_are_ignored_and_counted),
		CASE(what_comes_late_is_asked_again),
		CASE(forgeries_are_not_believed),
		CASE(capitals_are_no_forgery),
		cmocka_unit_test(a_fault_of_the_only_server_is_told),
		cmocka_unit_test(another_server_makes_it_good),
		CASE(what_all_truncate_is_asked_over_tcp),
		CASE(a_failure_that_passes_is_waited_for),
		CASE(a_silent_server_costs_little_beside_a_lively_one),
		CASE(an_outage_is_survived),
		CASE(a_dead_zone_is_given_up),
		CASE(a_closed_port_is_given_up),
		CASE(packets_are_asked_for),
		CASE(rates_are_kept),
		CASE(the_window_bounds_what_is_outstanding),
		CASE(a_second_opinion_comes_from_another_server),
		CASE(without_another_server_there_is_no_second_opinion),
		CASE(one_server_can_be_asked_alone),
		CASE(names_are_asked_too),
		CASE(a_zone_without_servers_is_refused),
		CASE(without_sockets_it_ends),
	};

	return cmocka_run_group_tests_name("sweep/engine", tests, NULL, NULL);
}
