/* A tenancy that begins, ends or moves, noted the moment it is told. */
#include "desk/on_event.h"

#include "base/jout.h"
#include "desk/plan_json.h"
#include "desk/tell_watch.h"
#include "msg/ask_event.h"
#include "store/import_store.h"
#include "store/inventory_store.h"

#include <stdio.h>

#define JSON_MAX (1u << 20)

static int save(struct bench *bench, const struct ask_event *ask, const struct import_plan *plan,
		struct import_note *note, struct err *err)
{
	char who[32];

	snprintf(who, sizeof(who), ask->uid ? "uid %u" : "root", ask->uid);
	*note = (struct import_note){
		.at = bench->now,
		.who = arena_str(bench->turn, str_of(who)),
		.why = str_of(event_verb_name(ask->event.verb)),
	};
	bench->undo = ask->dry_run;
	return import_store_apply(bench->db, plan, note, err);
}

/* `ours`: it lies in a prefix of ours, and so is watched. */
static void tell(struct bench *bench, const struct ask_event *ask, const struct import_plan *plan,
		 int64_t import, bool ours)
{
	struct buf AUTO(buf_done) text;
	struct jout j;

	buf_init(&text, JSON_MAX);
	j = jout_to(&text);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("event"));
	jout_str(&j, "verb", str_of(event_verb_name(ask->event.verb)));
	jout_bool(&j, "done", !ask->dry_run);
	jout_bool(&j, "dry_run", ask->dry_run);
	jout_when(&j, "at", ask->event.tenancy.from);
	if (!ask->dry_run)
		jout_int(&j, "import", import);
	jout_bool(&j, "ours", ours);
	json_changes(&j, plan, NULL);
	jout_close(&j, '}');
	bench->json = arena_str(bench->turn, buf_str(&text));
	tell_estate(bench);
}

int on_event(struct bench *bench, const struct frame *in, int payload, struct err *err)
{
	struct inventory have;
	struct import_plan plan;
	struct import_note note;
	struct ask_event ask;

	(void)payload;
	if (msg_get_event(in, bench->turn, &ask, err) < 0)
		return -1;
	if (ask.event.tenancy.from.us == WHEN_NEVER.us)
		ask.event.tenancy.from = bench->now;
	ask.event.now = bench->now;
	if (inventory_store_event(bench->db, &ask.event, bench->turn, &have, err) < 0)
		return -1;

	if (event_plan(bench->turn, &have, &ask.event, &plan, err) < 0)
		return -1;

	if (save(bench, &ask, &plan, &note, err) < 0)
		return -1;

	tell(bench, &ask, &plan, note.id, have.prefixes > 0);
	return 0;
}
