/* The provider and the questions of the front's tests. */
#include "front/front_unit.h"

#include "front/scene.h"
#include "model/holder.h"
#include "store/import_store.h"
#include "store/made.h"

struct db *front_db;
static struct arena front_turn;
static struct scene_shelf *front_shelf;
static const struct source front_source;
static const struct holder_skews front_skews = { { 0 }, { 0 } };

struct instant front_ago(int days)
{
	return (struct instant){ FRONT_NOW - days * FRONT_DAY };
}

struct range front_range(const char *text)
{
	struct range r;
	struct err err;

	if (range_parse(str_of(text), &r, &err) < 0)
		fail_msg("%s", err.text);
	return r;
}

static void front_provider(void)
{
	static const struct customer c[] = {
		{.customer = STR_INIT("C1"),  .name = STR_INIT("Evil \033[31m\xe2\x80\xaename")},
		{ .customer = STR_INIT("C2"), .name = STR_INIT("Elm")                          },
	};
	static const struct machine m[] = { { .name = STR_INIT("web1") } };
	static struct prefix p[4];
	static struct tenancy t[4];
	struct import_change change[16] = { 0 };
	struct import_plan plan = { .change = change };
	struct import_note note = { .at = { 1 } };
	struct db_tx tx = { 0 };
	struct err err;

	for (size_t i = 0; i < 4; i++) {
		p[i] = (struct prefix){ .use = USE_SINGLE };
		t[i] = (struct tenancy){ .ports = PORTS_ALL,
					 .use = USE_SINGLE,
					 .customer = STR("C1"),
					 .machine = STR("web1"),
					 .from = front_ago(1000),
					 .until = WHEN_NEVER };
	}
	p[0].range = front_range("192.0.2.0/24");
	p[1].range = front_range("192.0.2.64/29");
	p[1].use = USE_GATEWAY;
	p[2].range = front_range("192.0.2.0/28");
	p[2].mail = true;
	p[3].range = front_range("2001:db8::/32");
	t[0].range = t[1].range = front_range("192.0.2.7");
	t[0].until = t[1].from = front_ago(100);
	t[1].customer = t[3].customer = STR("C2");
	t[2].range = front_range("192.0.2.8");
	t[2].until = front_ago(50);
	t[3].range = front_range("2001:db8::/48");
	change[plan.changes++] = (struct import_change){ .kind = INV_MACHINE, .after.machine = m };
	for (size_t i = 0; i < LEN(c); i++)
		change[plan.changes++] =
			(struct import_change){ .kind = INV_CUSTOMER, .after.customer = &c[i] };
	for (size_t i = 0; i < 4; i++)
		change[plan.changes++] =
			(struct import_change){ .kind = INV_PREFIX, .after.prefix = &p[i] };
	for (size_t i = 0; i < 4; i++)
		change[plan.changes++] =
			(struct import_change){ .kind = INV_TENANCY, .after.tenancy = &t[i] };
	assert_int_equal(db_begin(&tx, front_db, &err), 0);
	if (import_store_apply(front_db, &plan, &note, &err) < 0 || db_commit(&tx, &err) < 0)
		fail_msg("%s", err.text);
}

int front_begin_test(void **state)
{
	if (made_start(state) < 0)
		return -1;
	front_db = made_db();
	front_provider();
	front_shelf = scene_shelf_new();
	return 0;
}

void front_empty(void)
{
	db_close(front_db);
	assert_int_equal(unlink(made_path("netizen.db")), 0);
	front_db = made_db();
}

int front_end_test(void **state)
{
	scene_shelf_free(front_shelf);
	db_close(front_db);
	arena_done(&front_turn);
	return made_end(state);
}

struct listing front_listing(const char *about, enum listing_state state, int since)
{
	return (struct listing){ .zone = STR("bl.example"),
				 .about = front_range(about),
				 .state = state,
				 .since = front_ago(since),
				 .confirmed = front_ago(since),
				 .last = front_ago(0),
				 .clean = WHEN_NEVER,
				 .until = WHEN_NEVER,
				 .next = WHEN_NEVER,
				 .code = { 0x7f000002 },
				 .codes = 1,
				 .meaning = STR("spam source"),
				 .reason = STR("see \033]0;x\007\xe2\x80\xae and \xff"),
				 .server = STR("192.0.2.99"),
				 .severity = 4,
				 .kind = LIST_BLOCK };
}

void front_save(struct listing *l, enum listing_change change, int ago)
{
	struct db_tx tx = { 0 };
	struct err err;

	assert_int_equal(db_begin(&tx, front_db, &err), 0);
	if (listing_store_save(front_db, l, change, front_ago(ago), &err) < 0 ||
	    db_commit(&tx, &err) < 0)
		fail_msg("%s", err.text);
}

void front_standing(const struct standing *s)
{
	struct db_tx tx = { 0 };
	struct err err;

	assert_int_equal(db_begin(&tx, front_db, &err), 0);
	if (standing_store_save(front_db, s, &err) < 0 || db_commit(&tx, &err) < 0)
		fail_msg("%s", err.text);
}

struct json_doc *front_ask(page_fn *fn, enum msg_type type, struct str body, enum err_kind *kind)
{
	struct page page = { .db = front_db,
			     .turn = &front_turn,
			     .now = { FRONT_NOW },
			     .usual = &front_skews,
			     .from = &front_source,
			     .shelf = front_shelf };
	const struct frame frame = { .type = type, .version = 1, .id = 1, .body = body };
	struct json_doc *doc = NULL;
	struct err err = { 0 };

	*kind = fn(&page, &frame, &err) < 0 ? err.kind : ERR_NONE;
	if (*kind == ERR_SYS)
		fail_msg("%s", err.text);
	for (size_t i = 0; i < page.json.n; i++)
		if ((unsigned char)page.json.p[i] < ' ' || page.json.p[i] == 0x7f)
			fail_msg("a control octet in JSON");
	if (page.json.n && json_parse(page.json, JSON_BYTES_MAX, &doc, &err) < 0)
		fail_msg("%s", err.text);
	arena_clear(&front_turn);
	return doc;
}

struct str front_text(const struct json *object, const char *key)
{
	struct str s = { 0 };

	if (!json_str(json_get(object, key), &s))
		return STR("");
	return s;
}

int64_t front_int(const struct json *object, const char *key)
{
	int64_t i = -1;

	(void)json_int(json_get(object, key), &i);
	return i;
}

bool front_bool(const struct json *object, const char *key)
{
	bool b = false;

	(void)json_bool(json_get(object, key), &b);
	return b;
}
