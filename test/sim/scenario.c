/* Plays a scenario: reads its lines, arranges what happens when, runs, and compares. */
#include "scenario.h"

#include "base/die.h"
#include "base/when.h"
#include "drive.h"
#include "local.h"
#include "sim.h"
#include "sys/loop.h"
#include "world.h"

#include <stdlib.h>
#include <string.h>

struct line {
	struct str text; /* without `at TIME` */
	unsigned number;
	bool timed;
	struct span at;
};

struct play {
	struct line line[SCENARIO_LINES_MAX];
	size_t lines;
	uint64_t seed_lo, seed_hi;
	struct span until;
	bool once;     /* no second run, to compare with */
	char fail[32]; /* the call to fail in turn; empty: none */
	struct loop *loop;
	struct err err; /* the first thing that was otherwise */
	unsigned err_line;
};

static const struct driver *const driver[] = { &drive_hub, &drive_watch, &drive_net, &drive_round,
					       &drive_engine };

struct str drive_word(struct str *s)
{
	size_t n = 0;
	struct str word;

	*s = str_trim(*s);
	while (n < s->n && s->p[n] != ' ' && s->p[n] != '\t')
		n++;
	word = str_sub(*s, 0, n);
	*s = str_trim(str_sub(*s, n, s->n));
	return word;
}

int drive_compare(const char *what, uint64_t have, struct str test, struct err *err)
{
	struct str op = drive_word(&test);
	uint64_t want;
	bool ok;

	if (!str_u64(drive_word(&test), UINT64_MAX, &want) || test.n)
		return err_set(err, ERR_INPUT, "expect %s OPERATOR NUMBER", what);
	if (str_eq(op, STR("=")))
		ok = have == want;
	else if (str_eq(op, STR("<=")))
		ok = have <= want;
	else if (str_eq(op, STR("<")))
		ok = have < want;
	else if (str_eq(op, STR(">=")))
		ok = have >= want;
	else if (str_eq(op, STR(">")))
		ok = have > want;
	else
		return err_set(err, ERR_INPUT, "\"%.*s\" compares nothing", STR_ARG(op));
	if (!ok)
		return err_set(err, ERR_INPUT, "%s is %llu", what, (unsigned long long)have);
	return 0;
}

static int do_expect(struct str args, struct err *err)
{
	struct str what = drive_word(&args);
	int code = DRIVE_UNKNOWN;

	for (size_t i = 0; code == DRIVE_UNKNOWN && i < LEN(driver); i++)
		code = driver[i]->expect(what, args, err);
	if (code == DRIVE_UNKNOWN)
		return err_set(err, ERR_INPUT, "nobody knows \"%.*s\"", STR_ARG(what));
	return code;
}

static int act(struct str text, struct err *err)
{
	struct str args = text;
	struct str word = drive_word(&args);

	if (str_eq(word, STR("expect")))
		return do_expect(args, err);
	for (size_t i = 0; i < LEN(driver); i++)
		for (size_t k = 0; k < driver[i]->verbs; k++)
			if (str_eq(word, str_of(driver[i]->verb[k].name)))
				return driver[i]->verb[k].fn(args, err);
	return err_set(err, ERR_INPUT, "nobody knows \"%.*s\"", STR_ARG(word));
}

/* "00:05", "00:05:30" or a length of time. */
static int time_of(struct str text, struct span *out, struct err *err)
{
	struct str part;
	int64_t us = 0;
	int64_t unit = INT64_C(3600) * 1000000;
	uint64_t n;

	if (str_find(text, ':') == text.n)
		return span_parse(text, out, err);
	while (str_cut(&text, ':', &part)) {
		if (unit < 1000000 || part.n != 2 || !str_u64(part, 99, &n))
			return err_set(err, ERR_INPUT, "a time is 00:05 or 00:05:30 or 90s");
		us += (int64_t)n * unit;
		unit /= 60;
	}
	out->us = us;
	return 0;
}

static int read_seeds(struct play *p, struct str args, struct err *err)
{
	struct str lo;

	if (!str_cut(&args, '.', &lo) || !str_u64(lo, UINT32_MAX, &p->seed_lo))
		return err_set(err, ERR_INPUT, "seeds 1..20");
	p->seed_hi = p->seed_lo;
	if (args.p && !str_u64(str_sub(args, 1, args.n), UINT32_MAX, &p->seed_hi))
		return err_set(err, ERR_INPUT, "seeds 1..20");
	return 0;
}

static int read_fail(struct play *p, struct str args, struct err *err)
{
	struct str call = drive_word(&args);

	if (!str_eq(args, STR("each")) || call.n >= sizeof(p->fail))
		return err_set(err, ERR_INPUT, "fail CALL each");
	memcpy(p->fail, call.p, call.n);
	return 0;
}

static int read_until(struct play *p, struct str args, struct err *err)
{
	return span_parse(args, &p->until, err);
}

static int read_once(struct play *p, struct str args, struct err *err)
{
	p->once = true;
	return args.n ? err_set(err, ERR_INPUT, "once, and nothing behind it") : 0;
}

/* Lines about the run as a whole. */
static const struct {
	const char *name;
	int (*fn)(struct play *p, struct str args, struct err *err);
} reading[] = {
	{"seeds",  read_seeds},
	{ "until", read_until},
	{ "once",  read_once },
	{ "fail",  read_fail },
};

void scenario_verbs(void (*tell)(const char *verb))
{
	tell("at");
	tell("expect");
	for (size_t i = 0; i < LEN(reading); i++)
		tell(reading[i].name);
	for (size_t i = 0; i < LEN(driver); i++)
		for (size_t k = 0; k < driver[i]->verbs; k++)
			tell(driver[i]->verb[k].name);
}

static int read_line(struct play *p, struct str text, unsigned number, struct err *err)
{
	struct line *l = &p->line[p->lines];
	struct str args = text;
	struct str word = drive_word(&args);

	if (p->lines == SCENARIO_LINES_MAX)
		return err_set(err, ERR_INPUT, "too many lines");
	*l = (struct line){ .text = text, .number = number };
	for (size_t i = 0; i < LEN(reading); i++)
		if (str_eq(word, str_of(reading[i].name)))
			return reading[i].fn(p, args, err);
	if (str_eq(word, STR("at"))) {
		l->timed = true;
		if (time_of(drive_word(&args), &l->at, err) < 0)
			return -1;
		l->text = args;
	}
	p->lines++;
	return 0;
}

static int read_all(struct play *p, struct str name, struct str text, struct err *err)
{
	struct str line;
	unsigned number = 0;

	while (str_cut(&text, '\n', &line)) {
		line = str_trim(str_sub(line, 0, str_find(line, '#')));
		number++;
		if (line.n && read_line(p, line, number, err) < 0)
			return err_in(err, "%.*s:%u", STR_ARG(name), number);
	}
	return 0;
}

/* Does a line; what goes wrong first is kept, and ends the run. */
static void do_line(struct play *p, const struct line *l)
{
	struct err err = { 0 };

	if (p->err.kind || act(l->text, &err) == 0)
		return;
	p->err = err;
	p->err_line = l->number;
	loop_stop(p->loop);
}

/* A line whose time has come. */
struct due {
	struct play *play;
	const struct line *line;
};

static void on_time(void *ctx)
{
	struct due *due = ctx;

	do_line(due->play, due->line);
	free(due);
}

static bool is_expectation(const struct line *l)
{
	struct str text = l->text;

	return str_eq(drive_word(&text), STR("expect"));
}

static void arrange(struct play *p)
{
	for (size_t i = 0; i < p->lines; i++) {
		const struct line *l = &p->line[i];
		struct due *due;

		if (!l->timed && !is_expectation(l))
			do_line(p, l);
		if (!l->timed)
			continue;
		due = mem_new(1, sizeof(*due));
		*due = (struct due){ p, l };
		world_carry(l->at, on_time, due);
	}
}

static void begin(struct play *p, uint64_t seed, uint64_t nth)
{
	struct instant start = { INT64_C(1798761600) * 1000000 }; /* 2027-01-01 */

	p->err = (struct err){ 0 };
	sim_udp_begin();
	local_begin();
	world_begin(seed, start);
	if (p->fail[0])
		world_fail(p->fail, nth);
	p->loop = loop_new();
	for (size_t i = 0; i < LEN(driver); i++)
		driver[i]->begin(p->loop);
}

static void end(struct play *p)
{
	for (size_t i = 0; i < LEN(driver); i++)
		driver[i]->end();
	loop_free(p->loop);
	world_end();
	local_end();
	sim_udp_begin();
}

/* What goes wrong first is kept; a law has no line. */
static void check_laws(struct play *p)
{
	for (size_t i = 0; !p->err.kind && i < LEN(driver); i++) {
		struct err err = { 0 };

		if (!driver[i]->law || driver[i]->law(&err) == 0)
			continue;
		p->err = err;
		p->err_line = 0;
	}
}

/* One run; the hash of all that happened in it. */
static uint64_t run(struct play *p, uint64_t seed, uint64_t nth, struct scenario_told *told)
{
	uint64_t hash;

	begin(p, seed, nth);
	arrange(p);
	world_limit(p->until);
	while (!p->err.kind) {
		loop_run(p->loop);
		if (!sim_loop_stopped(p->loop))
			break; /* else somebody has ended, but what is arranged for later comes */
	}
	if (world_overdue() && !p->err.kind)
		err_set(&p->err, ERR_INPUT, "it has not ended in time");
	for (size_t i = 0; i < p->lines; i++)
		if (!p->line[i].timed && is_expectation(&p->line[i]))
			do_line(p, &p->line[i]);
	check_laws(p);
	told->runs++;
	told->steps += world_steps();
	told->hours += (double)world_since().us / 3.6e9;
	hash = world_hash();
	end(p);
	return hash;
}

static int complain(struct play *p, struct str name, uint64_t seed, uint64_t nth, struct err *err)
{
	*err = p->err;
	if (p->fail[0])
		err_in(err, "%s failing at call %llu", p->fail, (unsigned long long)nth);
	return err_in(err, "%.*s:%u: seed %llu", STR_ARG(name), p->err_line,
		      (unsigned long long)seed);
}

static int play_seed(struct play *p, struct str name, uint64_t seed, struct scenario_told *told,
		     struct err *err)
{
	uint64_t nth = 1;
	bool failed;

	do {
		p->err_line = 0;
		run(p, seed, nth, told);
		failed = world_failed();
		if (p->err.kind)
			return complain(p, name, seed, nth, err);
	} while (p->fail[0] && failed && nth++ < SCENARIO_RUNS_MAX);
	return 0;
}

int scenario_play(struct str name, struct str text, struct scenario_told *told, struct err *err)
{
	struct play *p = mem_new(1, sizeof(*p));
	int code;

	*told = (struct scenario_told){ 0 };
	p->seed_lo = p->seed_hi = 1;
	p->until = SPAN_S(24 * 3600);
	code = read_all(p, name, text, err);
	for (uint64_t seed = p->seed_lo; code == 0 && seed <= p->seed_hi; seed++)
		code = play_seed(p, name, seed, told, err);
	if (code == 0 && !p->once && run(p, p->seed_lo, 1, told) != run(p, p->seed_lo, 1, told))
		code = err_set(err, ERR_INPUT, "%.*s: two runs of one seed differ", STR_ARG(name));
	free(p);
	return code;
}
