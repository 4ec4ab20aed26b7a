/* The wire engine in a scenario: `engine`, `ask RANGE ZONE`, and how each question ended.
 *
 *   engine window 10 rate 50 tries 3 patience 30s    before the first ask
 *   servers ZONE ADDR...                             whom the engine asks about a zone
 *   ask RANGE ZONE                                   every address of the range
 *   expect ADDR ZONE is 127.0.0.2 | clean | error | cut | garbled | silence | nobody
 *   expect hits = 2     questions that an address came back to (so with told, clean, silent)
 *   expect sent <= 300  the engine's own counters: asked ended sent retried lost late forged
 * garbled expect done <= 90   seconds until the last question was told
 */
#include "drive.h"

#include "base/die.h"
#include "base/range.h"
#include "sweep/engine.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

enum { ZONES = 64, SERVERS = 8, RUNS = 64, RESULTS_MAX = 1 << 17 };

struct zone {
	struct str text; /* in the scenario's own text */
	struct dns_name apex;
	struct endpoint server[SERVERS];
	size_t servers;
	int number; /* the engine's; -1 before it knows */
};

struct run {
	size_t zone;
	struct range range;
	uint64_t next; /* addresses already asked about */
	size_t result; /* of the first address */
};

struct result {
	bool told;
	enum told_how how;
	uint8_t rcode;
	struct ip first; /* len 0: none came back */
};

static struct {
	struct loop *loop;
	struct engine *engine;
	struct engine_config config;
	struct zone zone[ZONES];
	size_t zones;
	struct run run[RUNS];
	size_t runs;
	struct result *result;
	size_t results;
	uint64_t twice; /* questions told more than once */
	struct span last;
} d;

static void begin(struct loop *loop)
{
	static struct result *kept; /* from run to run: to make room so large is slow */

	if (!kept)
		kept = mem_new(RESULTS_MAX, sizeof(*kept));
	memset(kept, 0, d.results * sizeof(*kept));
	memset(&d, 0, sizeof(d));
	d.loop = loop;
	d.result = kept;
}

static void end(void)
{
	engine_free(d.engine);
}

static bool next(void *ctx, unsigned zone, struct ask *out)
{
	(void)ctx;
	for (size_t i = 0; i < d.runs; i++) {
		struct run *r = &d.run[i];

		if (d.zone[r->zone].number != (int)zone || r->next == range_size(r->range))
			continue;
		out->tag = r->result + r->next;
		out->type = DNS_A;
		out->ip = range_at(r->range, r->next++);
		return true;
	}
	return false;
}

static void done(void *ctx, unsigned zone, const struct ask *q, const struct told *t)
{
	struct result *r = &d.result[q->tag];

	(void)ctx;
	(void)zone;
	d.twice += r->told;
	r->told = true;
	r->how = t->how;
	r->rcode = t->rcode;
	if (t->how == TOLD_REPLY && t->reply->addrs > 0)
		r->first = t->reply->addr[0].ip;
	d.last = world_since();
}

static int set(struct str args, struct err *err)
{
	struct str word;

	if (d.engine)
		return err_set(err, ERR_INPUT, "the engine runs already");
	while ((word = drive_word(&args)).n) {
		struct str value = drive_word(&args);
		uint64_t n = 0;

		if (str_eq(word, STR("patience"))) {
			if (span_parse(value, &d.config.patience, err) < 0)
				return -1;
			continue;
		}
		if (!str_u64(value, 1000000, &n))
			return err_set(err, ERR_INPUT, "\"%.*s\" is no number", STR_ARG(value));
		if (str_eq(word, STR("window")))
			d.config.window = (unsigned)n;
		else if (str_eq(word, STR("outstanding")))
			d.config.outstanding = (unsigned)n;
		else if (str_eq(word, STR("rate")))
			d.config.rate = (unsigned)n;
		else if (str_eq(word, STR("tries")))
			d.config.tries = (unsigned)n;
		else
			return err_set(err, ERR_INPUT, "the engine has no \"%.*s\"", STR_ARG(word));
	}
	return 0;
}

static struct zone *zone_named(struct str text)
{
	for (size_t i = 0; i < d.zones; i++)
		if (str_eq_nocase(d.zone[i].text, text))
			return &d.zone[i];
	return NULL;
}

static int servers(struct str args, struct err *err)
{
	struct zone *z = &d.zone[d.zones];
	struct str word;

	if (d.zones == ZONES)
		return err_set(err, ERR_INPUT, "too many zones");
	*z = (struct zone){ .text = drive_word(&args), .number = -1 };
	if (dns_name_parse(z->text, &z->apex, err) < 0)
		return -1;
	while ((word = drive_word(&args)).n) {
		if (z->servers == SERVERS)
			return err_set(err, ERR_INPUT, "too many servers");
		if (endpoint_parse(word, 53, &z->server[z->servers++], err) < 0)
			return -1;
	}
	d.zones++;
	return 0;
}

static int introduce(struct zone *z, struct err *err)
{
	struct engine_calls calls = { .next = next, .done = done };
	struct engine_zone told = { .apex = &z->apex, .server = z->server, .servers = z->servers };

	if (!d.engine)
		d.engine = engine_new(d.loop, &d.config, &calls);
	if (z->number < 0)
		z->number = engine_zone_add(d.engine, &told, err);
	return z->number < 0 ? -1 : 0;
}

static int ask(struct str args, struct err *err)
{
	struct str text = drive_word(&args);
	struct zone *z = zone_named(drive_word(&args));
	struct run *r = &d.run[d.runs];

	if (!z)
		return err_set(err, ERR_INPUT, "no servers are named for this zone");
	if (d.runs == RUNS || range_parse(text, &r->range, err) < 0)
		return -1;
	if (range_size(r->range) > RESULTS_MAX - d.results)
		return err_set(err, ERR_INPUT, "too many addresses");
	r->zone = (size_t)(z - d.zone);
	r->next = 0;
	r->result = d.results;
	d.results += range_size(r->range);
	d.runs++;
	if (introduce(z, err) < 0)
		return -1;
	engine_wake(d.engine, (unsigned)z->number);
	return 0;
}

static const struct drive_verb verb[] = {
	{"engine",   set    },
	{ "servers", servers},
	{ "ask",     ask    },
};

static const char *outcome(const struct result *r, char *text)
{
	if (!r->told)
		return "not told";
	switch (r->how) {
	case TOLD_REPLY:
		return r->first.len ? ip_text(r->first, text) : "clean";
	case TOLD_ERROR:
		return "error";
	case TOLD_CUT:
		return "cut";
	case TOLD_GARBLED:
		return "garbled";
	case TOLD_SILENCE:
		return "silence";
	case TOLD_NOBODY:
		return "nobody";
	case TOLD_NAMELESS:
		return "nameless";
	case TOLD_STOPPED:
		return "stopped";
	case TOLD_STARVED:
		return "starved";
	}
	return "?";
}

static int expect_one(struct ip ip, struct str args, struct err *err)
{
	const struct zone *z = zone_named(drive_word(&args));
	struct str is = drive_word(&args);
	struct str want = drive_word(&args);
	char text[IP_TEXT_MAX + 1];
	char got[IP_TEXT_MAX + 1];

	if (!str_eq(is, STR("is")) || !want.n)
		return err_set(err, ERR_INPUT, "expect ADDRESS ZONE is WHAT");
	for (size_t i = 0; z && i < d.runs; i++) {
		const struct run *r = &d.run[i];
		const char *have;

		if (r->zone != (size_t)(z - d.zone) || !range_has(r->range, ip))
			continue;
		for (uint64_t k = 0; k < range_size(r->range); k++) {
			if (!ip_eq(range_at(r->range, k), ip))
				continue;
			have = outcome(&d.result[r->result + k], got);
			if (str_eq(str_of(have), want))
				return 0;
			return err_set(err, ERR_INPUT, "%s is %s", ip_text(ip, text), have);
		}
	}
	return err_set(err, ERR_INPUT, "%s was not asked about", ip_text(ip, text));
}

static uint64_t count(const char *what)
{
	char text[IP_TEXT_MAX + 1];
	uint64_t n = 0;

	for (size_t i = 0; i < d.results; i++) {
		const char *have = outcome(&d.result[i], text);

		if (strcmp(what, "hits") == 0)
			n += have == text;
		else if (strcmp(what, "told") == 0)
			n += d.result[i].told;
		else
			n += strcmp(have, what) == 0;
	}
	return n;
}

static int expect_stat(struct str what, struct str args, struct err *err)
{
	static const struct engine_stats none = { 0 };
	const struct engine_stats *s = d.engine ? engine_stats(d.engine) : &none;
	const struct {
		const char *name;
		uint64_t n;
	} stat[] = {
		{"asked",    s->asked                       },
		{ "ended",   s->ended                       },
		{ "sent",    s->sent                        },
		{ "retried", s->retried                     },
		{ "lost",    s->lost                        },
		{ "late",    s->late                        },
		{ "forged",  s->forged                      },
		{ "misread", s->garbled                     },
		{ "twice",   d.twice                        },
		{ "done",    (uint64_t)(d.last.us / 1000000)},
		{ "hits",    count("hits")                  },
		{ "told",    count("told")                  },
		{ "clean",   count("clean")                 },
		{ "silence", count("silence")               },
		{ "error",   count("error")                 },
		{ "cut",     count("cut")                   },
		{ "garbled", count("garbled")               },
		{ "nobody",  count("nobody")                },
	};

	for (size_t i = 0; i < LEN(stat); i++)
		if (str_eq(str_of(stat[i].name), what))
			return drive_compare(stat[i].name, stat[i].n, args, err);
	return DRIVE_UNKNOWN;
}

static int expect(struct str what, struct str args, struct err *err)
{
	struct ip ip;

	if (ip_parse(what, &ip, NULL) == 0)
		return expect_one(ip, args, err);
	return expect_stat(what, args, err);
}

const struct driver drive_engine = { "engine", begin, end, verb, LEN(verb), expect, NULL };
