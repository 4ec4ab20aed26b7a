/* A hub in a scenario: desk and front with what lies between them, and clients that ask.
 *
 *   hub                                         begins it
 *   file NAME                                   a CSV file; its lines follow, each after a |
 *   spread RANGE REST                           a line of it for each address, with the rest
 *   import LABEL FILE... [dry-run] [snapshot] [as-of TIME] [allow-ends N] [uid N]
 *   event LABEL assign|release|move RANGE [customer C] [machine M] [use U] [from TIME] [dry-run]
 *   who LABEL WHAT [when TIME] [known-at TIME] [skew SPAN]
 *   inventory LABEL [KINDS]                     all of a kind, or how many of each
 *   again LABEL | leave LABEL                   the same by the same id; hangs up
 *   kill ROLE [before-commit | after-commit]    now, or at its next commit
 *   trouble N SPAN                              so many kills in the time that follows, at random
 *   pair ROLE delay SPAN | full | flows         the channel between the desk and that role
 *   clock +1h | -1h                             the wall clock jumps
 *   expect LABEL is done | input | gone | later | unsure | broken | open   (one of several words)
 *   expect LABEL has MEMBER | lacks MEMBER      "machine":"web1", whole, anywhere in the answer
 *   expect LABEL says TEXT                      in the sentence of a failure
 *   expect LABEL same LABEL                     octet for octet
 *   expect LABEL tries = 1, answers = 1
 *   expect lives ROLE = 2
 * In every run all requests must be answered, none more often than asked; a change that is done is
 * told the same however often it is asked.
 */
#include "drive.h"

#include "conf/import_csv.h"
#include "hub.h"
#include "hub_client.h"
#include "msg/ask_event.h"
#include "msg/ask_import.h"
#include "msg/ask_inventory.h"
#include "msg/ask_who.h"
#include "msg/import_msg.h"
#include "world.h"

#include <string.h>

enum { FILES = 16, FILE_OCTETS = 1 << 20, SPREAD_MAX = 4096 };

struct file {
	struct str name;
	struct buf text;
};

static struct {
	struct file file[FILES];
	size_t files;
	struct arena mem; /* of rows that are read */
} d;

static void begin(struct loop *loop)
{
	memset(&d, 0, sizeof(d));
	hub_reset(loop);
	client_begin(loop);
}

static void end(void)
{
	for (size_t i = 0; i < d.files; i++)
		buf_done(&d.file[i].text);
	client_end();
	hub_close();
	arena_done(&d.mem);
}

static int file(struct str args, struct err *err)
{
	struct file *f = &d.file[d.files];

	if (d.files == FILES || !args.n)
		return err_set(err, ERR_INPUT, "file NAME, and at most %d of them", FILES);
	f->name = args;
	buf_init(&f->text, FILE_OCTETS);
	d.files++;
	return 0;
}

static int file_line(struct str args, struct err *err)
{
	struct buf *text = d.files ? &d.file[d.files - 1].text : NULL;

	if (!text)
		return err_set(err, ERR_INPUT, "a line of no file");
	buf_add(text, args);
	buf_byte(text, '\n');
	return 0;
}

/* A line for each address of a range, with the rest behind it. */
static int spread(struct str args, struct err *err)
{
	struct buf *text = d.files ? &d.file[d.files - 1].text : NULL;
	char address[IP_TEXT_MAX + 1];
	struct range range;

	if (!text || range_parse(drive_word(&args), &range, err) < 0 ||
	    range_size(range) > SPREAD_MAX)
		return err_set(err, ERR_INPUT, "spread RANGE REST, in a file, at most %d addresses",
			       SPREAD_MAX);
	for (uint64_t i = 0; i < range_size(range); i++)
		buf_fmt(text, "%s,%.*s\n", ip_text(range_at(range, i), address), STR_ARG(args));
	return 0;
}

static int add_file(struct import *in, struct str name, struct err *err)
{
	for (size_t i = 0; i < d.files; i++) {
		const struct import_source source = { .name = name,
						      .text = buf_str(&d.file[i].text) };

		if (!str_eq(d.file[i].name, name))
			continue;
		if (import_csv(in, &source) == 0)
			return 0;
		return err_set(
			err, ERR_INPUT, "%.*s: %.*s", STR_ARG(name),
			STR_ARG(in->errors.n ? in->errors.error[0].text : STR("unreadable")));
	}
	return err_set(err, ERR_INPUT, "there is no file \"%.*s\"", STR_ARG(name));
}

static int number(struct str text, uint64_t *out, struct err *err)
{
	if (!str_u64(text, UINT32_MAX, out))
		return err_set(err, ERR_INPUT, "\"%.*s\" is no number", STR_ARG(text));
	return 0;
}

struct import_wish {
	struct ask_import ask;
	struct client_ask client;
	struct import rows;
};

static int import_word(struct import_wish *w, struct str word, struct str *args, struct err *err)
{
	uint64_t n;

	if (str_eq(word, STR("dry-run"))) {
		w->ask.dry_run = true;
	} else if (str_eq(word, STR("snapshot"))) {
		w->ask.snapshot = true;
	} else if (str_eq(word, STR("as-of"))) {
		return instant_parse(drive_word(args), &w->ask.as_of, err);
	} else if (str_eq(word, STR("allow-ends"))) {
		if (number(drive_word(args), &n, err) < 0)
			return -1;
		w->ask.allow_ends = (int64_t)n;
	} else if (str_eq(word, STR("uid"))) {
		if (number(drive_word(args), &n, err) < 0)
			return -1;
		w->client.uid = w->client.gid = (unsigned)n;
	} else {
		return add_file(&w->rows, word, err);
	}
	return 0;
}

static int send_import(struct import_wish *w, struct err *err)
{
	struct buf AUTO(buf_done) body;
	struct buf AUTO(buf_done) rows;

	buf_init(&body, FRAME_BODY_MAX);
	buf_init(&rows, IMPORT_MSG_MAX);
	msg_put_import(&body, &w->ask);
	import_msg_put(&rows, &w->rows);
	w->client.body = buf_str(&body);
	w->client.memory = buf_str(&rows);
	w->client.once = !w->ask.dry_run;
	return client_ask(&w->client, err);
}

static int import(struct str args, struct err *err)
{
	struct import_wish w = {
		.ask = {.as_of = WHEN_NEVER, .allow_ends = -1},
		.client = { .label = drive_word(&args),
                        .type = MSG_IMPORT,
                        .wait = SPAN_S(20 * 60) }
	};
	struct str word;
	int code = 0;

	import_init(&w.rows, &d.mem);
	while (code == 0 && (word = drive_word(&args)).n)
		code = import_word(&w, word, &args, err);
	if (code == 0)
		code = send_import(&w, err);
	import_done(&w.rows);
	return code;
}

static int event_word(struct ask_event *ask, struct str word, struct str *args, struct err *err)
{
	struct tenancy *t = &ask->event.tenancy;
	struct str value;

	if (str_eq(word, STR("dry-run"))) {
		ask->dry_run = true;
		return 0;
	}
	value = drive_word(args);
	if (str_eq(word, STR("customer")))
		t->customer = value;
	else if (str_eq(word, STR("machine")))
		t->machine = value;
	else if (str_eq(word, STR("from")))
		return instant_parse(value, &t->from, err);
	else if (!str_eq(word, STR("use")) || !use_parse(value, &t->use))
		return err_set(err, ERR_INPUT, "an event has no \"%.*s\"", STR_ARG(word));
	return 0;
}

static int event(struct str args, struct err *err)
{
	struct client_ask client = { .label = drive_word(&args),
				     .type = MSG_EVENT,
				     .wait = SPAN_S(30) };
	struct ask_event ask = {
		.event.tenancy = {.from = WHEN_NEVER, .ports = PORTS_ALL}
	};
	struct buf AUTO(buf_done) body;
	struct str word;

	buf_init(&body, FRAME_BODY_MAX);
	if (!event_verb_parse(drive_word(&args), &ask.event.verb) ||
	    range_parse(drive_word(&args), &ask.event.tenancy.range, err) < 0)
		return err_set(err, ERR_INPUT, "event LABEL assign|release|move RANGE");
	while ((word = drive_word(&args)).n)
		if (event_word(&ask, word, &args, err) < 0)
			return -1;
	msg_put_event(&body, &ask);
	client.body = buf_str(&body);
	client.once = !ask.dry_run;
	return client_ask(&client, err);
}

static int who_word(struct ask_who *ask, struct str word, struct str value, struct err *err)
{
	if (str_eq(word, STR("when")))
		return instant_parse(value, &ask->at, err);
	if (str_eq(word, STR("known-at")))
		return instant_parse(value, &ask->known_at, err);
	if (str_eq(word, STR("skew")))
		return span_parse(value, &ask->skew, err);
	return err_set(err, ERR_INPUT, "a question has no \"%.*s\"", STR_ARG(word));
}

static int who(struct str args, struct err *err)
{
	struct client_ask client = { .label = drive_word(&args),
				     .type = MSG_WHO,
				     .wait = SPAN_S(30) };
	struct ask_who ask = { drive_word(&args), WHEN_NEVER, WHEN_NEVER, SPAN_US(-1) };
	struct buf AUTO(buf_done) body;
	struct str word;

	buf_init(&body, FRAME_BODY_MAX);
	while ((word = drive_word(&args)).n)
		if (who_word(&ask, word, drive_word(&args), err) < 0)
			return -1;
	msg_put_who(&body, &ask);
	client.body = buf_str(&body);
	return client_ask(&client, err);
}

static int inventory(struct str args, struct err *err)
{
	struct client_ask client = { .label = drive_word(&args),
				     .type = MSG_INVENTORY,
				     .wait = SPAN_S(30) };
	struct ask_inventory ask = { 0 };
	struct buf AUTO(buf_done) body;

	buf_init(&body, FRAME_BODY_MAX);
	while (args.n && ask.kind < INV_KINDS && !str_eq(args, str_of(inv_kind_names(ask.kind))))
		ask.kind++;
	if (args.n && ask.kind == INV_KINDS)
		return err_set(err, ERR_INPUT, "there are no \"%.*s\"", STR_ARG(args));
	if (!args.n)
		ask.kind = INV_KINDS;
	msg_put_inventory(&body, &ask);
	client.body = buf_str(&body);
	return client_ask(&client, err);
}

static int kill(struct str args, struct err *err)
{
	struct str role = drive_word(&args);

	if (!args.n)
		return hub_kill(role, HUB_NOW, err);
	if (str_eq(args, STR("before-commit")))
		return hub_kill(role, HUB_BEFORE_COMMIT, err);
	if (str_eq(args, STR("after-commit")))
		return hub_kill(role, HUB_AFTER_COMMIT, err);
	return err_set(err, ERR_INPUT, "kill ROLE [before-commit | after-commit]");
}

static void kill_someone(void *ctx)
{
	static const enum hub_point point[] = { HUB_NOW, HUB_BEFORE_COMMIT, HUB_AFTER_COMMIT };
	struct str role = hub_role_name((size_t)rng_below(world_chance(), hub_roles()));
	struct err err;

	(void)ctx;
	if (hub_kill(role, point[rng_below(world_chance(), LEN(point))], &err) < 0)
		world_note(STR("nobody to kill"));
}

static int trouble(struct str args, struct err *err)
{
	struct span within;
	uint64_t n;

	if (number(drive_word(&args), &n, err) < 0 || span_parse(args, &within, err) < 0)
		return err_set(err, ERR_INPUT, "trouble NUMBER SPAN");
	while (n-- > 0)
		world_in(SPAN_US((int64_t)rng_below(world_chance(), (uint64_t)within.us + 1)),
			 kill_someone, NULL);
	return 0;
}

static int pair(struct str args, struct err *err)
{
	struct str role = drive_word(&args);
	struct str how = drive_word(&args);
	struct span delay;

	if (str_eq(how, STR("full")) || str_eq(how, STR("flows")))
		return hub_full(role, str_eq(how, STR("full")), err);
	if (!str_eq(how, STR("delay")))
		return err_set(err, ERR_INPUT, "pair ROLE delay SPAN | full | flows");
	return span_parse(args, &delay, err) < 0 ? -1 : hub_delay(role, delay, err);
}

static int clock(struct str args, struct err *err)
{
	bool back = str_starts(args, STR("-"));
	struct span by;

	if ((!back && !str_starts(args, STR("+"))) ||
	    span_parse(str_sub(args, 1, args.n), &by, err) < 0)
		return err_set(err, ERR_INPUT, "clock +1h or clock -1h");
	world_clock_jump(SPAN_US(back ? -by.us : by.us));
	return 0;
}

static int open(struct str args, struct err *err)
{
	return args.n ? err_set(err, ERR_INPUT, "hub, and nothing behind it") : hub_open(err);
}

static int stop(struct str args, struct err *err)
{
	return args.n ? err_set(err, ERR_INPUT, "stop, and nothing behind it") : hub_stop(err);
}

static const struct drive_verb verb[] = {
	{"hub",        open        },
	{ "stop",      stop        },
	{ "file",      file        },
	{ "|",         file_line   },
	{ "spread",    spread      },
	{ "import",    import      },
	{ "event",     event       },
	{ "who",       who         },
	{ "inventory", inventory   },
	{ "again",     client_again},
	{ "leave",     client_leave},
	{ "kill",      kill        },
	{ "trouble",   trouble     },
	{ "pair",      pair        },
	{ "clock",     clock       },
};

static const char *outcome(const struct client_told *t)
{
	if (t->open)
		return "open";
	switch (t->kind) {
	case ERR_NONE:
		return t->answers ? "done" : "unanswered";
	case ERR_INPUT:
		return "input";
	case ERR_GONE:
		return "gone";
	case ERR_LATER:
		return "later";
	case ERR_UNSURE:
		return "unsure";
	case ERR_SYS:
		return "broken";
	}
	return "?";
}

/* A member as a whole, as "import":1 is not one of {"import":12}. */
static bool has(struct str json, struct str member)
{
	for (size_t i = 1; i + member.n < json.n; i++) {
		char before = json.p[i - 1];
		char after = json.p[i + member.n];

		if ((before == '{' || before == ',') && (after == '}' || after == ',') &&
		    str_starts(str_sub(json, i, json.n), member))
			return true;
	}
	return false;
}

static bool contains(struct str text, struct str what)
{
	for (size_t i = 0; i + what.n <= text.n; i++)
		if (str_starts(str_sub(text, i, text.n), what))
			return true;
	return false;
}

static int differs(struct str is, struct err *err)
{
	return err_set(err, ERR_INPUT, "it is: %.*s", is.n > 400 ? 400 : (int)is.n, is.p);
}

static int expect_is(const struct client_told *t, struct str want, struct err *err)
{
	struct str one;

	while ((one = drive_word(&want)).n)
		if (str_eq(one, str_of(outcome(t))))
			return 0;
	return err_set(err, ERR_INPUT, "it is %s: %.*s", outcome(t), STR_ARG(t->text));
}

static int expect_told(const struct client_told *t, struct str args, struct err *err)
{
	struct str word = drive_word(&args);
	struct client_told other;

	if (str_eq(word, STR("is")))
		return expect_is(t, args, err);
	if (str_eq(word, STR("has")))
		return has(t->json, args) ? 0 : differs(t->json, err);
	if (str_eq(word, STR("lacks")))
		return has(t->json, args) ? differs(t->json, err) : 0;
	if (str_eq(word, STR("says")))
		return contains(t->text, args) ? 0 : differs(t->text, err);
	if (str_eq(word, STR("tries")))
		return drive_compare("tries", t->tries, args, err);
	if (str_eq(word, STR("answers")))
		return drive_compare("answers", t->answers, args, err);
	if (!str_eq(word, STR("same")) || !client_told(args, &other))
		return err_set(err, ERR_INPUT, "an answer has no \"%.*s\"", STR_ARG(word));
	return str_eq(t->json, other.json) ? 0 : differs(t->json, err);
}

static int expect(struct str what, struct str args, struct err *err)
{
	struct client_told told;
	uint64_t lives;

	if (client_told(what, &told))
		return expect_told(&told, args, err);
	if (!str_eq(what, STR("lives")))
		return DRIVE_UNKNOWN;
	if (hub_lives(drive_word(&args), &lives, err) < 0)
		return -1;
	return drive_compare("lives", lives, args, err);
}

static int law(struct err *err)
{
	return hub_fate(err) < 0 ? -1 : client_law(err);
}

const struct driver drive_hub = { "hub", begin, end, verb, LEN(verb), expect, law };
