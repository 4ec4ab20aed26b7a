/* Puts listings into a hub's database for the tests, as the watch would: "listed FILE" reads a
 * JSON object per line (a listing, a standing or a reverse name) and saves each by the store's
 * own operations. */
#include "base/buf.h"
#include "base/json.h"
#include "store/listing_store.h"
#include "store/sqlite.h"
#include "store/watch_store.h"
#include "sys/own.h"

#include <stdio.h>
#include <stdlib.h>

#define INPUT_MAX (16u << 20)

static void must(int r, const struct err *err)
{
	if (r >= 0)
		return;
	fprintf(stderr, "listed: %s\n", err->text);
	exit(1);
}

static struct str text(const struct json *o, const char *key)
{
	struct str s = { 0 };

	return json_str(json_get(o, key), &s) ? s : STR("");
}

static bool yes(const struct json *o, const char *key)
{
	bool b = false;

	(void)json_bool(json_get(o, key), &b);
	return b;
}

/* Seconds since 1970, or `none`. */
static struct instant when(const struct json *o, const char *key, struct instant none)
{
	int64_t s;

	return json_int(json_get(o, key), &s) ? (struct instant){ s * 1000000 } : none;
}

/* The number of a name among those that `name_of` gives. */
static unsigned number(struct str name, const char *(*name_of)(unsigned), unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		if (str_eq(name, str_of(name_of(i))))
			return i;
	fprintf(stderr, "listed: what is \"%.*s\"?\n", STR_ARG(name));
	exit(1);
}

static const char *state_name(unsigned i)
{
	return listing_state_name((enum listing_state)i);
}

static const char *change_name(unsigned i)
{
	return listing_change_name((enum listing_change)i);
}

static const char *kind_name(unsigned i)
{
	return list_kind_name((enum list_kind)i);
}

static const char *verdict_name(unsigned i)
{
	return ptr_verdict_name((enum ptr_verdict)i);
}

static void save_listing(struct db *db, const struct json *o)
{
	struct instant since = when(o, "since", (struct instant){ 0 });
	struct listing l = {
		.zone = text(o, "list"),
		.state = number(text(o, "state"), state_name, LISTING_STATES),
		.since = since,
		.confirmed = since,
		.last = since,
		.clean = WHEN_NEVER,
		.until = when(o, "until", WHEN_NEVER),
		.next = WHEN_NEVER,
		.code = { 0x7f000002 },
		.codes = 1,
		.meaning = text(o, "meaning"),
		.reason = text(o, "reason"),
		.kind = number(text(o, "kind"), kind_name, LIST_REFUSAL + 1),
		.policy = yes(o, "policy"),
		.held = yes(o, "held"),
		.baseline = yes(o, "baseline"),
	};
	struct err err;
	int64_t i = 0;

	must(range_parse(text(o, "listing"), &l.about, &err), &err);
	(void)json_int(json_get(o, "severity"), &i);
	l.severity = (uint8_t)i;
	(void)json_int(json_get(o, "id"), &l.id);
	must(listing_store_save(db, &l, number(text(o, "change"), change_name, LISTING_CHANGES),
				when(o, "at", since), &err),
	     &err);
	printf("%lld\n", (long long)l.id);
}

static void save_standing(struct db *db, const struct json *o)
{
	struct standing s = standing_new(text(o, "standing"));
	struct err err;

	s.asked = true;
	if (!heard_health_parse(text(o, "health"), &s.health))
		exit(1);
	s.why = text(o, "why");
	s.since = s.last = s.last_good = s.held_since = when(o, "since", (struct instant){ 0 });
	s.proving = (struct instant){ s.since.us - 2 * STANDING_PROVE.us };
	s.baseline = s.since;
	s.held = yes(o, "held");
	must(standing_store_save(db, &s, &err), &err);
}

static void save_ptr(struct db *db, const struct json *o)
{
	struct ptr_row row = { .name = text(o, "name"),
			       .verdict = number(text(o, "verdict"), verdict_name, PTR_UNKNOWN + 1),
			       .since = when(o, "since", (struct instant){ 0 }) };
	struct err err;

	must(ip_parse(text(o, "ptr"), &row.ip, &err), &err);
	row.seen = row.since;
	must(ptr_store_note(db, &row, &err), &err);
}

static void save_line(struct db *db, struct str line)
{
	struct json_doc *doc;
	const struct json *o;
	struct err err;

	must(json_parse(line, INPUT_MAX, &doc, &err), &err);
	o = json_root(doc);
	if (json_get(o, "listing"))
		save_listing(db, o);
	else if (json_get(o, "standing"))
		save_standing(db, o);
	else
		save_ptr(db, o);
	json_free(doc);
}

int main(int argc, char **argv)
{
	struct db_tx tx = { 0 };
	struct str input, line;
	struct db *db;
	struct buf in;
	struct err err;

	if (argc != 2)
		return 2;
	buf_init(&in, INPUT_MAX);
	must(own_input(&in, &err), &err);
	must(sqlite_open_writer(&db, str_of(argv[1]), &err), &err);
	must(db_begin(&tx, db, &err), &err);
	input = buf_str(&in);
	while (str_cut(&input, '\n', &line))
		if (line.n)
			save_line(db, line);
	must(db_commit(&tx, &err), &err);
	db_close(db);
	buf_done(&in);
	return 0;
}
