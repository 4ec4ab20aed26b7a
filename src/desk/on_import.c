/* An import: all rows are decided on together, and saved together or not at all.
 *
 * Every handler keeps this order: read, load, decide, save, tell. Deciding touches neither
 * store nor clock; nothing is told before it is saved.
 */
#include "desk/on_import.h"

#include "base/jout.h"
#include "desk/plan_json.h"
#include "desk/tell_watch.h"
#include "model/plan_outside.h"
#include "msg/ask_import.h"
#include "msg/import_msg.h"
#include "msg/inventory_json.h"
#include "store/import_store.h"
#include "store/inventory_store.h"
#include "sys/memfd.h"

#include <stdio.h>

#define JSON_MAX (64u << 20)

struct work {
	struct memfd_view octets; /* the rows' strings are in it */
	struct ask_import ask;
	struct import rows;
	struct inventory have;
	struct import_how how;
	struct import_plan plan;
	struct import_note note;
	char who[32];
};

static void work_done(struct work *w)
{
	import_done(&w->rows);
	memfd_unmap(&w->octets);
}

static int read_rows(struct work *w, int payload, struct err *err)
{
	if (payload < 0)
		return err_set(err, ERR_INPUT, "message \"import\" came without its rows");
	if (memfd_map(payload, IMPORT_MSG_MAX, &w->octets, err) < 0)
		return -1;
	return import_msg_get(w->octets.s, &w->rows, err);
}

static int load(struct work *w, struct bench *bench, struct err *err)
{
	w->how = (struct import_how){
		.snapshot = w->ask.snapshot,
		.as_of = w->ask.as_of.us == WHEN_NEVER.us ? bench->now : w->ask.as_of,
		.now = bench->now,
		.allow_ends = w->ask.allow_ends,
		.ends_per_mille = bench->ends_percent * 10,
	};
	if (w->ask.allow_ends < 0 && bench->ends_percent == 0)
		w->how.allow_ends = 0;
	if (instant_cmp(w->how.as_of, bench->now) > 0)
		return err_set(err, ERR_INPUT, "--as-of lies in the future");
	if (import_store_last(bench->db, w->how.last, err) < 0)
		return -1;
	return inventory_store_load(bench->db, INVENTORY_NOW, bench->turn, &w->have, err);
}

static struct str sources(struct work *w, struct arena *arena)
{
	struct buf AUTO(buf_done) names;

	buf_init(&names, 1000);
	for (size_t i = 0; i < w->rows.files; i++) {
		if (i > 0)
			buf_byte(&names, ' ');
		buf_add(&names, w->rows.file[i]);
	}
	return arena_str(arena, buf_str(&names));
}

static int save(struct work *w, struct bench *bench, struct err *err)
{
	snprintf(w->who, sizeof(w->who), w->ask.uid ? "uid %u" : "root", w->ask.uid);
	w->note = (struct import_note){
		.at = bench->now,
		.who = str_of(w->who),
		.why = w->ask.snapshot ? STR("snapshot") : STR("import"),
		.source = sources(w, bench->turn),
		.snapshot = w->ask.snapshot,
		.as_of = w->how.as_of,
		.kinds = w->rows.kinds,
	};
	bench->undo = w->ask.dry_run;
	return import_store_apply(bench->db, &w->plan, &w->note, err);
}

/* What is added and no prefix covers is taken, and named. */
static void tell_outside(struct jout *j, const struct work *w, struct arena *turn)
{
	const struct import_change *c;
	size_t n = plan_outside(&w->have, &w->plan, turn, &c);
	struct import_at at;

	jout_int(j, "outside", (int64_t)n);
	if (!c)
		return;
	at = import_at(&w->rows, c->row, FIELD_COUNT);
	jout_open(j, "outside_first", '{');
	jout_str(j, "file", at.file);
	jout_int(j, "line", at.line);
	json_tenancy(j, "tenancy", c->after.tenancy);
	jout_close(j, '}');
}

/* The answer: an object of type "import", with errors if it could not be done. */
static void tell(struct work *w, struct bench *bench, bool fine)
{
	struct buf AUTO(buf_done) text;
	struct jout j;

	buf_init(&text, JSON_MAX);
	j = jout_to(&text);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("import"));
	jout_bool(&j, "done", fine && !w->ask.dry_run);
	jout_bool(&j, "dry_run", w->ask.dry_run);
	jout_bool(&j, "snapshot", w->ask.snapshot);
	jout_when(&j, "as_of", w->how.as_of);
	if (fine && !w->ask.dry_run)
		jout_int(&j, "import", w->note.id);
	if (fine)
		json_counts(&j, &w->plan);
	if (fine)
		tell_outside(&j, w, bench->turn);
	else
		json_errors(&j, &w->plan.errors);
	if (fine && w->ask.dry_run)
		json_changes(&j, &w->plan, &w->rows);
	jout_close(&j, '}');
	bench->json = arena_str(bench->turn, buf_str(&text));
	tell_estate(bench);
}

int on_import(struct bench *bench, const struct frame *in, int payload, struct err *err)
{
	struct work w AUTO(work_done) = { 0 };

	import_init(&w.rows, bench->turn);
	if (msg_get_import(in, &w.ask, err) < 0 || read_rows(&w, payload, err) < 0)
		return -1;
	if (load(&w, bench, err) < 0)
		return -1;

	if (import_plan(&w.have, &w.rows, &w.how, &w.plan, err) < 0) {
		tell(&w, bench, false);
		return -1;
	}

	if (save(&w, bench, err) < 0)
		return -1;

	tell(&w, bench, true);
	return 0;
}
