/* Our side of the DNS bench: 2^20 addresses below bl.test, in a fixed random order, through the
 * engine. Prints one line: what was found, what it cost. */
#include "base/die.h"
#include "base/endpoint.h"
#include "base/str.h"
#include "sweep/engine.h"
#include "sys/clock.h"
#include "sys/loop.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

struct bench {
	struct loop *loop;
	uint64_t questions, asked;
	uint64_t listed, clean, unknown;
	uint64_t found; /* sum over the listed addresses: the same set gives the same sum */
};

/* Every address of the block once: an odd factor permutes the numbers below a power of two. */
static bool next(void *ctx, unsigned zone, struct ask *out)
{
	struct bench *b = ctx;
	uint64_t i;

	(void)zone;
	if (b->asked == b->questions)
		return false;
	i = b->asked++ * 2654435761u % b->questions;
	out->ip = ip4(10, (unsigned)(i >> 16), i >> 8 & 255, i & 255);
	out->type = DNS_A;
	out->tag = i;
	return true;
}

static void done(void *ctx, unsigned zone, const struct ask *q, const struct told *t)
{
	struct bench *b = ctx;

	(void)zone;
	if (t->how != TOLD_REPLY) {
		b->unknown++;
	} else if (t->reply->addrs > 0) {
		b->listed++;
		b->found += q->tag;
	} else {
		b->clean++;
	}
}

static void idle(void *ctx)
{
	loop_stop(((struct bench *)ctx)->loop);
}

static void report(const struct bench *b, const struct engine_stats *s, struct span took)
{
	struct clock_cpu cpu = clock_cpu();
	struct rusage u;

	getrusage(RUSAGE_SELF, &u);
	printf("listed=%llu sum=%llu clean=%llu unknown=%llu retried=%llu lost=%llu seconds=%.3f "
	       "user=%.3f sys=%.3f us_per_question=%.3f rss_kb=%ld\n",
	       (unsigned long long)b->listed, (unsigned long long)b->found,
	       (unsigned long long)b->clean, (unsigned long long)b->unknown,
	       (unsigned long long)s->retried, (unsigned long long)s->lost, (double)took.us / 1e6,
	       (double)cpu.user.us / 1e6, (double)cpu.sys.us / 1e6,
	       (double)(cpu.user.us + cpu.sys.us) / (double)b->questions, u.ru_maxrss);
}

int main(int argc, char **argv)
{
	struct bench b = { .loop = loop_new(), .questions = UINT64_C(1) << 20 };
	struct engine_calls calls = { .next = next, .done = done, .idle = idle, .ctx = &b };
	struct engine_config config = { .window = 500 };
	struct endpoint at;
	struct dns_name apex;
	struct engine_zone zone = { .apex = &apex, .server = &at, .servers = 1 };
	struct engine *e;
	struct err err = { 0 };
	uint64_t n;
	struct span from;

	if (argc < 2 || endpoint_parse(str_of(argv[1]), 53, &at, &err) < 0 ||
	    dns_name_parse(STR("bl.test"), &apex, &err) < 0) {
		fprintf(stderr, "usage: dns_bench SERVER[:PORT] [WINDOW [LOG2-QUESTIONS]]: %s\n",
			err.text);
		return 2;
	}
	if (argc > 2 && str_u64(str_of(argv[2]), ENGINE_WINDOW_MAX, &n))
		config.window = (unsigned)n;
	if (argc > 3 && str_u64(str_of(argv[3]), 24, &n))
		b.questions = UINT64_C(1) << n;
	e = engine_new(b.loop, &config, &calls);
	die_if(engine_zone_add(e, &zone, &err) < 0);
	from = clock_mono();
	loop_run(b.loop);
	report(&b, engine_stats(e), (struct span){ clock_mono().us - from.us });
	engine_free(e);
	loop_free(b.loop);
	return b.unknown > 0;
}
