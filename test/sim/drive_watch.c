/* Lists that a hub watches in a scenario, and what it remembers of them.
 *
 *   watched ZONE at ADDR... with operator=X day=N second=N month=N unit=24 names
 *   watching mail 1h changed 2h rest 6h names 1d confirm 5m recheck 1h gap 5m
 *   source ADDR...                           where the desk that begins next has lists asked from
 *   wants LABEL N of OPERATOR DAY [ADDR]     a sweep by hand, whose catalogue allows DAY, asks for
 *                                            questions that leave from ADDR
 *   resume LABEL ZONE                        a person has looked at a held list
 *   keep FOLDER                              what the desk has stored stays there at the end
 *   expect listing WHAT ZONE is STATE        seen, open, fading, ended, dropped, held, or none
 *   expect story WHAT ZONE is CHANGE...      all that changed, in order; "appeared began ended"
 *   expect listings ZONE = N                 rows, ended ones too
 *   expect standing ZONE is ok | held | ...
 *   expect spent OPERATOR <= N               of the present day, of the address that spent most
 * In every run no list may name one place twice, and no operator's day may be overspent.
 */
#include "drive.h"

#include "base/endpoint.h"
#include "hub.h"
#include "hub_client.h"
#include "msg/ask_budget.h"
#include "msg/ask_resume.h"
#include "store/listing_store.h"
#include "store/serial_store.h"
#include "store/store.h"
#include "store/watch_store.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "watched.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define DAY_US INT64_C(86400000000)

enum { LISTS = 16, PATH = 512, KEEP_MAX = 64 << 20 };

static struct {
	struct watched_settings set;
	struct list list[LISTS];
	struct arena mem, turn;
	struct str keep; /* a folder; n 0: nothing stays */
} d;

int __real_sqlite_open_reader(struct db **out, struct str path, struct err *err);

const struct watched_settings *watched_settings(void)
{
	return &d.set;
}

static void begin(struct loop *loop)
{
	(void)loop;
	memset(&d, 0, sizeof(d));
	d.set.lists.list = d.list;
}

static void end(void)
{
	arena_done(&d.mem);
	arena_done(&d.turn);
}

static int number(struct str text, uint32_t *out, struct err *err)
{
	uint64_t n;

	if (!str_u64(text, UINT32_MAX, &n))
		return err_set(err, ERR_INPUT, "\"%.*s\" is no number", STR_ARG(text));
	*out = (uint32_t)n;
	return 0;
}

static int with(struct list *l, struct str word, struct err *err)
{
	struct str key;

	(void)str_cut(&word, '=', &key);
	if (str_eq(key, STR("day")))
		return number(word, &l->budget.per_day, err);
	if (str_eq(key, STR("second")))
		return number(word, &l->budget.per_s, err);
	if (str_eq(key, STR("month")))
		return number(word, &l->budget.per_month, err);
	if (str_eq(key, STR("operator")))
		l->operator= word;
	else if (str_eq(key, STR("unit")) && str_eq(word, STR("24")))
		l->unit = LIST_BY_24;
	else if (str_eq(key, STR("names")))
		l->subject = LIST_NAMES, l->n_listed = l->n_clean = 0;
	else
		return err_set(err, ERR_INPUT, "a list has no \"%.*s\"", STR_ARG(key));
	return 0;
}

/* Of IPv4 only, with its test points: a list that somebody described. */
static void describe(struct list *l, struct str zone)
{
	list_unknown_zone(&d.mem, zone, l);
	l->budget = (struct list_budget){ 0 };
	l->evidence = LIST_SEEN;
	l->v6 = l->any_point = false;
	l->n_listed = l->n_clean = 1;
	l->server = arena_new(&d.mem, LIST_SERVERS_MAX, sizeof(*l->server));
}

static int watched(struct str args, struct err *err)
{
	struct list *l = &d.list[d.set.lists.n];
	bool at = false;
	struct str word;

	if (d.set.lists.n == LISTS)
		return err_set(err, ERR_INPUT, "too many lists");
	describe(l, drive_word(&args));
	while ((word = drive_word(&args)).n) {
		if (str_eq(word, STR("at")) || str_eq(word, STR("with")))
			at = str_eq(word, STR("at"));
		else if (!at && with(l, word, err) < 0)
			return -1;
		else if (at && (l->n_servers == LIST_SERVERS_MAX ||
				endpoint_parse(word, 53, &l->server[l->n_servers++], err) < 0))
			return err_set(err, ERR_INPUT, "watched ZONE at ADDRESS... with WORD...");
	}
	d.set.lists.n++;
	return 0;
}

static int watching(struct str args, struct err *err)
{
	const struct {
		const char *name;
		struct span *to;
	} row[] = {
		{"mail",     &d.set.agenda.period[ESTATE_MAIL]   },
		{ "changed", &d.set.agenda.period[ESTATE_CHANGED]},
		{ "rest",    &d.set.agenda.period[ESTATE_REST]   },
		{ "names",   &d.set.agenda.period[AGENDA_NAMES]  },
		{ "gap",     &d.set.agenda.gap                   },
		{ "confirm", &d.set.listing.apart                },
		{ "recheck", &d.set.listing.recheck              },
	};
	struct str word;

	while ((word = drive_word(&args)).n) {
		size_t i = 0;

		while (i < LEN(row) && !str_eq(word, str_of(row[i].name)))
			i++;
		if (i == LEN(row))
			return err_set(err, ERR_INPUT, "there is no \"%.*s\"", STR_ARG(word));
		if (span_parse(drive_word(&args), row[i].to, err) < 0)
			return -1;
	}
	return 0;
}

static int resume(struct str args, struct err *err)
{
	struct client_ask client = { .label = drive_word(&args),
				     .type = MSG_RESUME,
				     .wait = SPAN_S(30) };
	struct ask_resume ask = { .zone = args };
	struct buf AUTO(buf_done) body;

	buf_init(&body, FRAME_BODY_MAX);
	msg_put_resume(&body, &ask);
	client.body = buf_str(&body);
	return client_ask(&client, err);
}

static int source(struct str args, struct err *err)
{
	return source_parse(args, &d.set.from, err);
}

static int wants(struct str args, struct err *err)
{
	struct client_ask client = { .label = drive_word(&args),
				     .type = MSG_BUDGET,
				     .wait = SPAN_S(30) };
	struct ask_budget ask = { .taken = WHEN_NEVER };
	struct buf AUTO(buf_done) body = { 0 };
	struct str word = drive_word(&args);

	if (number(word, &ask.n, err) < 0 || !str_eq(drive_word(&args), STR("of")))
		return err_set(err, ERR_INPUT, "wants LABEL N of OPERATOR DAY [ADDR]");
	ask.operator= drive_word(&args);
	if (number(drive_word(&args), &ask.limit.per_day, err) < 0 ||
	    source_parse(args, &ask.from, err) < 0)
		return -1;
	buf_init(&body, FRAME_BODY_MAX);
	msg_put_budget(&body, &ask);
	client.body = buf_str(&body);
	return client_ask(&client, err);
}

static int keep(struct str args, struct err *err)
{
	d.keep = args;
	return args.n ? 0 : err_set(err, ERR_INPUT, "keep FOLDER");
}

static const struct drive_verb verb[] = {
	{"watched",   watched },
        { "watching", watching},
        { "source",   source  },
	{ "wants",    wants   },
        { "resume",   resume  },
        { "keep",     keep    },
};

/* What the desk has committed, by a connection of our own. */
static int open_store(struct db **out, struct err *err)
{
	char path[PATH];

	snprintf(path, sizeof(path), "%.*s/%s", STR_ARG(hub_lib()), STORE_FILE);
	return __real_sqlite_open_reader(out, str_of(path), err);
}

static int load_listings(struct db *db, struct str zone, struct listings *out, struct err *err)
{
	const struct listing_filter all = { .since = WHEN_EVER,
					    .zone = zone,
					    .most = LISTING_PAGE_MAX };

	return listing_store_list(db, &all, &d.turn, out, err);
}

static bool is_about(const struct listing *l, struct str what)
{
	char text[RANGE_TEXT_MAX + 1];

	if (l->about.lo.len == 0)
		return str_eq(l->name, what);
	return str_eq(str_of(range_text(l->about, text)), what);
}

static int expect_state(struct db *db, struct str what, struct str args, struct err *err)
{
	struct str zone = drive_word(&args);
	const char *state = "none";
	struct listings l;

	(void)drive_word(&args);
	if (load_listings(db, zone, &l, err) < 0)
		return -1;
	for (size_t i = 0; i < l.n; i++)
		if (is_about(&l.row[i], what))
			state = l.row[i].held ? "held" : listing_state_name(l.row[i].state);
	return str_eq(args, str_of(state)) ? 0 : err_set(err, ERR_INPUT, "it is %s", state);
}

static int add_story(struct db *db, const struct listing *l, struct buf *out, struct err *err)
{
	struct listing_changes news;

	if (listing_store_history(db, l->id, &d.turn, &news, err) < 0)
		return -1;
	for (size_t i = 0; i < news.n; i++)
		buf_fmt(out, "%s%s", out->n ? " " : "", listing_change_name(news.row[i].change));
	return 0;
}

static int expect_story(struct db *db, struct str what, struct str args, struct err *err)
{
	struct str zone = drive_word(&args);
	struct buf AUTO(buf_done) story;
	struct listings l;

	buf_init(&story, 4096);
	(void)drive_word(&args);
	if (load_listings(db, zone, &l, err) < 0)
		return -1;
	for (size_t i = 0; i < l.n; i++)
		if (is_about(&l.row[i], what) && add_story(db, &l.row[i], &story, err) < 0)
			return -1;
	if (str_eq(args, buf_str(&story)))
		return 0;
	return err_set(err, ERR_INPUT, "it is: %s", buf_c(&story));
}

static int expect_standing(struct db *db, struct str zone, struct str args, struct err *err)
{
	const char *is = "never asked";
	struct standing *s;
	size_t n;

	(void)drive_word(&args);
	if (standing_store_load(db, &d.turn, &s, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (str_eq(s[i].zone, zone))
			is = s[i].held ? "held" : heard_health_name(s[i].health);
	return str_eq(args, str_of(is)) ? 0 : err_set(err, ERR_INPUT, "it is %s", is);
}

/* Of the walk over what sends mail. */
static int expect_serial(struct db *db, struct str zone, struct str args, struct err *err)
{
	struct serial_walk walk[AGENDA_WALKS];
	const char *is;

	(void)drive_word(&args);
	if (serial_store_load(db, zone, walk, err) < 0)
		return -1;
	is = serial_trust_name(serial_walk_trust(&walk[ESTATE_MAIL], clock_now()));
	return str_eq(args, str_of(is)) ? 0 : err_set(err, ERR_INPUT, "it is %s", is);
}

static int expect_spent(struct db *db, struct str operator, struct str args, struct err *err)
{
	struct budget_row *row;
	uint64_t spent = 0;
	size_t n;

	if (budget_store_list(db, &d.turn, &row, &n, err) < 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (str_eq(row[i].operator, operator) && row[i].spent.in_day > spent &&
		    row[i].spent.day == clock_now().us / DAY_US)
			spent = row[i].spent.in_day;
	return drive_compare("spent", spent, args, err);
}

static int expect_listings(struct db *db, struct str zone, struct str args, struct err *err)
{
	struct listings l;

	if (load_listings(db, zone, &l, err) < 0)
		return -1;
	return drive_compare("listings", l.n, args, err);
}

static const struct {
	const char *what;
	int (*fn)(struct db *db, struct str of, struct str args, struct err *err);
} expectation[] = {
	{"listing",   expect_state   },
        { "story",    expect_story   },
        { "standing", expect_standing},
	{ "serial",   expect_serial  },
        { "spent",    expect_spent   },
        { "listings", expect_listings},
};

static int expect(struct str what, struct str args, struct err *err)
{
	for (size_t i = 0; i < LEN(expectation); i++) {
		struct db *db;
		int code;

		if (!str_eq(what, str_of(expectation[i].what)))
			continue;
		if (open_store(&db, err) < 0)
			return -1;
		what = drive_word(&args);
		code = expectation[i].fn(db, what, args, err);
		db_close(db);
		arena_clear(&d.turn);
		return code;
	}
	return DRIVE_UNKNOWN;
}

static int law_of(struct db *db, const struct list *l, struct err *err)
{
	struct listings is;
	const struct listing *all;

	if (load_listings(db, l->zone, &is, err) < 0)
		return -1;
	all = is.row;
	for (size_t i = 0; i < is.n; i++)
		for (size_t k = 0; k < i; k++)
			if (all[i].state < LISTING_ENDED && all[k].state < LISTING_ENDED &&
			    str_eq(all[i].name, all[k].name) &&
			    range_within(all[i].about, all[k].about) &&
			    range_within(all[k].about, all[i].about))
				return err_set(err, ERR_INPUT, "%.*s names one place twice",
					       STR_ARG(l->zone));
	return 0;
}

/* A file that is not there is nothing to keep: the log of a database that was closed. */
static int keep_file(const char *beside, struct err *err)
{
	char from[PATH], to[PATH];
	struct buf AUTO(buf_done) octets;
	FILE *f;
	bool good;

	snprintf(from, sizeof(from), "%.*s/%s%s", STR_ARG(hub_lib()), STORE_FILE, beside);
	snprintf(to, sizeof(to), "%.*s/%s%s", STR_ARG(d.keep), STORE_FILE, beside);
	remove(to);
	buf_init(&octets, KEEP_MAX);
	if (access(from, F_OK) < 0)
		return 0;
	if (file_load(str_of(from), &octets, err) < 0)
		return -1;
	f = fopen(to, "w");
	good = f && fwrite(octets.p, 1, octets.n, f) == octets.n;
	if (f && fclose(f) != 0)
		good = false;
	return good ? 0 : err_sys(err, ERR_INPUT, errno, "%s", to);
}

static int keep_all(struct err *err)
{
	if (!d.keep.n)
		return 0;
	return keep_file("", err) < 0 ? -1 : keep_file("-wal", err);
}

static int law(struct err *err)
{
	struct db *db;
	int code = 0;

	if (d.set.lists.n == 0 || hub_lib().n == 0)
		return 0;
	if (open_store(&db, err) < 0)
		return -1;
	for (size_t i = 0; i < d.set.lists.n && code == 0; i++)
		code = law_of(db, &d.list[i], err);
	db_close(db);
	arena_clear(&d.turn);
	return code == 0 ? keep_all(err) : code;
}

const struct driver drive_watch = { "watch", begin, end, verb, LEN(verb), expect, law };
