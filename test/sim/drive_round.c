/* A round of lists over addresses in a scenario: `list`, `resolver`, `name`, then `sweep`.
 *
 *   list ZONE at ADDR... with operator=X day=N second=N month=N unit=24 only=4 names
 *             nopoints kind=white rare=127.0.10.3 target=PREFIX (its own)
 *             (`at` nothing: found by the resolver)
 *   resolver ADDR
 *   name NAME
 *   budgets                     there is a ledger, in a folder of its own
 *   sweep window=N PREFIX...    begins a round; the one before has ended
 *   expect list ZONE health is broken
 *   expect list ZONE listed = 2 (asked clean unknown lost hits confirmed reasons seconds, or a
 *                               reason for unknown: transport, budget, list_failed ...)
 *   expect hit ADDR ZONE | nohit ADDR ZONE
 *   (`sweep later`: what the one before found was known; others do not count as sudden)
 * In every run all lists must end, with asked = listed + clean + unknown, and say the same of
 * their steps one by one.
 */
#include "drive.h"

#include "base/die.h"
#include "base/endpoint.h"
#include "sweep/ledger.h"
#include "sweep/round.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LISTS = 16, SERVERS = 8, NAMES = 64, HITS = 1 << 12, FOLDER = 64 };

struct listed {
	struct list list;
	struct endpoint server[SERVERS];
	size_t servers;
	struct round_list out; /* copied when told; hits are kept apart */
	uint64_t confirmed, reasons, held;
	uint64_t each[ANSWER_UNKNOWN + 1];
	struct target target;
	bool own_target, told;
	struct span when;
};

struct kept {
	const struct listed *by;
	struct ip ip;
};

static struct {
	struct loop *loop;
	struct round *round;
	struct target target;
	struct arena mem;
	struct listed list[LISTS];
	size_t lists;
	struct str name[NAMES];
	size_t names;
	struct endpoint resolver[SERVERS];
	size_t resolvers;
	struct kept hit[HITS], known[HITS];
	size_t hits, knowns;
	struct ledger *ledger;
	struct till till;
	char folder[FOLDER];
} d;

static void begin(struct loop *loop)
{
	memset(&d, 0, sizeof(d));
	d.loop = loop;
	target_init(&d.target);
}

static void end(void)
{
	char path[FOLDER + 16];

	round_free(d.round);
	ledger_free(d.ledger);
	for (size_t i = 0; i < d.lists; i++)
		target_done(&d.list[i].target);
	target_done(&d.target);
	arena_done(&d.mem);
	if (!d.folder[0])
		return;
	snprintf(path, sizeof(path), "%s/budgets", d.folder);
	unlink(path);
	snprintf(path, sizeof(path), "%s/budgets.lock", d.folder);
	unlink(path);
	rmdir(d.folder);
}

static void on_step(void *ctx, const struct round_step *step)
{
	struct listed *l = ctx;

	l->each[step->verdict]++;
}

static bool known(void *ctx, const struct list *list, const struct round_hit *hit)
{
	(void)ctx;
	for (size_t i = 0; i < d.knowns; i++)
		if (&d.known[i].by->list == list && ip_eq(d.known[i].ip, hit->ip))
			return true;
	return false;
}

static void done(void *ctx, const struct round_list *out)
{
	(void)ctx;
	for (size_t i = 0; i < d.lists; i++) {
		struct listed *l = &d.list[i];

		if (out->list != &l->list)
			continue;
		die_if(l->told);
		l->told = true;
		l->out = *out;
		l->when = world_since();
		for (size_t k = 0; k < out->hits; k++) {
			l->confirmed += out->hit[k].confirmed;
			l->held += out->hit[k].held;
			l->reasons += out->hit[k].reason.p != NULL;
			if (d.hits < HITS && !out->hit[k].held)
				d.hit[d.hits++] = (struct kept){ l, out->hit[k].ip };
		}
		round_each(d.round, out, on_step, l);
	}
}

static struct listed *list_named(struct str zone)
{
	for (size_t i = 0; i < d.lists; i++)
		if (str_eq(d.list[i].list.zone, zone))
			return &d.list[i];
	return NULL;
}

static int number(struct str text, uint32_t *out, struct err *err)
{
	uint64_t n;

	if (!str_u64(text, UINT32_MAX, &n))
		return err_set(err, ERR_INPUT, "\"%.*s\" is no number", STR_ARG(text));
	*out = (uint32_t)n;
	return 0;
}

/* A second code of the list: of 127.0.10.3 and the like. */
static int rare(struct list *l, struct str text, struct err *err)
{
	struct list_code *code = arena_new(&d.mem, 2, sizeof(*code));
	struct ip ip;

	if (ip_parse(text, &ip, err) < 0)
		return -1;
	code[0] = l->codes[0];
	code[1] = (struct list_code){ .kind = LIST_WHITE, .when_rare = true };
	code[1].lo = code[1].hi = (uint32_t)ip_key(ip).lo;
	l->codes = code;
	l->n_codes = 2;
	return 0;
}

static int with(struct listed *of, struct str word, struct err *err)
{
	struct list *l = &of->list;
	struct str key;

	(void)str_cut(&word, '=', &key);
	if (str_eq(key, STR("target"))) {
		of->own_target = true;
		return target_add(&of->target, word, err);
	}
	if (str_eq(key, STR("day")))
		return number(word, &l->budget.per_day, err);
	if (str_eq(key, STR("second")))
		return number(word, &l->budget.per_s, err);
	if (str_eq(key, STR("month")))
		return number(word, &l->budget.per_month, err);
	if (str_eq(key, STR("rare")))
		return rare(l, word, err);
	if (str_eq(key, STR("operator")))
		l->operator= word;
	else if (str_eq(key, STR("unit")))
		l->unit = str_eq(word, STR("24")) ? LIST_BY_24 : LIST_BY_ASN;
	else if (str_eq(key, STR("only")))
		l->v4 = !(l->v6 = str_eq(word, STR("6")));
	else if (str_eq(key, STR("kind")))
		l->codes->kind = LIST_WHITE;
	else if (str_eq(key, STR("nopoints")))
		l->n_listed = l->n_clean = 0;
	else if (str_eq(key, STR("names")))
		l->subject = LIST_NAMES;
	else
		return err_set(err, ERR_INPUT, "a list has no \"%.*s\"", STR_ARG(key));
	if (l->subject == LIST_NAMES || l->n_listed == 0 || l->v4 != l->v6)
		l->any_point = false;
	if (l->v4 != l->v6 && l->n_listed) /* its own family's points only */
		l->listed += l->v6, l->clean += l->v6, l->n_listed = l->n_clean = 1;
	if (l->subject == LIST_NAMES)
		l->n_listed = l->n_clean = 0;
	return 0;
}

static int list(struct str args, struct err *err)
{
	struct listed *l = &d.list[d.lists];
	bool at = false;
	bool rest = false;
	struct str word;

	if (d.lists == LISTS)
		return err_set(err, ERR_INPUT, "too many lists");
	list_unknown_zone(&d.mem, drive_word(&args), &l->list);
	target_init(&l->target);
	l->list.budget = (struct list_budget){ 0 };
	while ((word = drive_word(&args)).n) {
		if (str_eq(word, STR("at")) || str_eq(word, STR("with"))) {
			at = str_eq(word, STR("at"));
			rest = !at;
		} else if (rest) {
			if (with(l, word, err) < 0)
				return -1;
		} else if (!at || l->servers == SERVERS) {
			return err_set(err, ERR_INPUT, "list ZONE at ADDRESS... with WORD...");
		} else if (endpoint_parse(word, 53, &l->server[l->servers++], err) < 0) {
			return -1;
		}
	}
	d.lists++;
	return 0;
}

static int budgets(struct str args, struct err *err)
{
	if (args.n)
		return err_set(err, ERR_INPUT, "budgets, and nothing behind it");
	snprintf(d.folder, sizeof(d.folder), "/tmp/netizen-sim-XXXXXX");
	if (!mkdtemp(d.folder))
		return err_set(err, ERR_SYS, "no folder for the budgets");
	if (ledger_open(str_of(d.folder), &d.ledger, err) < 0)
		return -1;
	d.till = ledger_till(d.ledger);
	return 0;
}

static int sweep(struct str args, struct err *err)
{
	struct round_conf conf = {
		.loop = d.loop,
		.target = &d.target,
		.name = d.name,
		.names = d.names,
		.whom = {.at = d.resolver, .n = d.resolvers},
		.till = d.ledger ? &d.till : NULL,
		.seed = rng_u64(world_chance())
	};
	const struct round_calls calls = { .list = done, .known = known };
	bool later = false;
	struct str word;

	if (d.round && !round_ended(d.round))
		return err_set(err, ERR_INPUT, "the last sweep has not ended");
	round_free(d.round);
	d.round = NULL;
	target_done(&d.target);
	target_init(&d.target);
	memcpy(d.known, d.hit, sizeof(d.known));
	d.knowns = d.hits;
	d.hits = 0;
	for (size_t i = 0; i < d.lists; i++) {
		d.list[i].told = false;
		d.list[i].confirmed = d.list[i].reasons = d.list[i].held = 0;
		memset(d.list[i].each, 0, sizeof(d.list[i].each));
	}
	while ((word = drive_word(&args)).n) {
		if (str_eq(word, STR("later"))) {
			later = true;
		} else if (str_starts(word, STR("window="))) {
			if (number(str_sub(word, 7, word.n), &conf.window, err) < 0)
				return -1;
		} else if (target_add(&d.target, word, err) < 0) {
			return -1;
		}
	}
	if (target_seal(&d.target, err) < 0)
		return -1;
	d.round = round_new(&conf, &calls);
	for (size_t i = 0; i < d.lists; i++) {
		struct listed *l = &d.list[i];
		struct round_seat seat = { .list = &l->list,
					   .server = l->server,
					   .servers = l->servers,
					   .target = l->own_target ? &l->target : NULL,
					   .baseline = !later };

		if (target_seal(&l->target, err) < 0 || round_add(d.round, &seat, err) < 0)
			return -1;
	}
	round_start(d.round);
	return 0;
}

static int resolver(struct str args, struct err *err)
{
	if (d.resolvers == SERVERS)
		return err_set(err, ERR_INPUT, "too many resolvers");
	return endpoint_parse(args, 53, &d.resolver[d.resolvers++], err);
}

static int name(struct str args, struct err *err)
{
	if (d.names == NAMES)
		return err_set(err, ERR_INPUT, "too many names");
	d.name[d.names++] = args;
	return 0;
}

static const struct drive_verb verb[] = {
	{"list",      list    },
        { "budgets",  budgets },
        { "sweep",    sweep   },
	{ "resolver", resolver},
        { "name",     name    },
};

static uint64_t unknown(const struct round_list *l)
{
	uint64_t n = 0;

	for (unsigned why = 0; why < ROUND_WHY_COUNT; why++)
		n += l->unknown[why];
	return n;
}

/* What holds of every list in every run. */
static int law(const struct listed *l, struct err *err)
{
	const struct round_list *o = &l->out;

	if (!l->told)
		return err_set(err, ERR_INPUT, "list %.*s has not ended", STR_ARG(l->list.zone));
	if (o->asked != o->listed + o->clean + unknown(o) || o->listed + l->held != o->hits)
		return err_set(err, ERR_INPUT,
			       "%llu asked, but %llu listed, %llu clean, %llu unknown",
			       (unsigned long long)o->asked, (unsigned long long)o->listed,
			       (unsigned long long)o->clean, (unsigned long long)unknown(o));
	if (l->each[ANSWER_LISTED] != o->listed || l->each[ANSWER_CLEAN] != o->clean ||
	    l->each[ANSWER_UNKNOWN] != unknown(o))
		return err_set(err, ERR_INPUT, "one by one %llu are listed and %llu clean",
			       (unsigned long long)l->each[ANSWER_LISTED],
			       (unsigned long long)l->each[ANSWER_CLEAN]);
	if (o->health != ROUND_OK && !o->why[0])
		return err_set(err, ERR_INPUT, "it is %s without a reason",
			       round_health_name(o->health));
	return 0;
}

static int expect_list(struct str args, struct err *err)
{
	struct str zone = drive_word(&args);
	const struct listed *l = list_named(zone);
	struct str what = drive_word(&args);
	struct str is = args;

	if (!l)
		return err_set(err, ERR_INPUT, "there is no list \"%.*s\"", STR_ARG(zone));
	if (law(l, err) < 0)
		return -1;
	if (str_eq(what, STR("health"))) {
		const char *have = round_health_name(l->out.health);

		if (str_eq(drive_word(&is), STR("is")) && str_eq(is, str_of(have)))
			return 0;
		return err_set(err, ERR_INPUT, "it is %s: %s", have, l->out.why);
	}
	const struct {
		const char *name;
		uint64_t n;
	} number[] = {
		{"asked",      l->out.asked                    },
		{ "clean",     l->out.clean                    },
		{ "listed",    l->out.listed                   },
		{ "unknown",   unknown(&l->out)                },
		{ "lost",      l->out.lost                     },
		{ "confirmed", l->confirmed                    },
		{ "held",      l->held                         },
		{ "before",    l->out.serial_before            },
		{ "after",     l->out.serial_after             },
		{ "reasons",   l->reasons                      },
		{ "seconds",   (uint64_t)(l->when.us / 1000000)},
	};

	for (size_t i = 0; i < LEN(number); i++)
		if (str_eq(what, str_of(number[i].name)))
			return drive_compare(number[i].name, number[i].n, args, err);
	for (unsigned why = 1; why < ROUND_WHY_COUNT; why++)
		if (str_eq(what, str_of(round_why_name(why))))
			return drive_compare(round_why_name(why), l->out.unknown[why], args, err);
	return err_set(err, ERR_INPUT, "a list has no \"%.*s\"", STR_ARG(what));
}

static int expect_hit(struct str args, bool wanted, struct err *err)
{
	struct str address = drive_word(&args);
	const struct listed *l = list_named(args);
	struct ip ip;
	bool found = false;

	if (!l || ip_parse(address, &ip, err) < 0)
		return err_set(err, ERR_INPUT, "expect hit ADDRESS ZONE");
	if (law(l, err) < 0)
		return -1;
	for (size_t i = 0; i < d.hits; i++)
		found |= d.hit[i].by == l && ip_eq(d.hit[i].ip, ip);
	if (found == wanted)
		return 0;
	return err_set(err, ERR_INPUT, "%.*s is %slisted", STR_ARG(address), found ? "" : "not ");
}

static int expect(struct str what, struct str args, struct err *err)
{
	for (size_t i = 0; i < d.lists && d.round && !world_overdue(); i++)
		if (round_ended(d.round) && law(&d.list[i], err) < 0)
			return -1;
	if (str_eq(what, STR("list")))
		return expect_list(args, err);
	if (str_eq(what, STR("hit")) || str_eq(what, STR("nohit")))
		return expect_hit(args, str_eq(what, STR("hit")), err);
	return DRIVE_UNKNOWN;
}

const struct driver drive_round = { "round", begin, end, verb, LEN(verb), expect, NULL };
