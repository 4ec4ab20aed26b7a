/* Settings of a list: what is taken can be shown and taken again with the same result, and a
 * list that is finished keeps to its limits whatever was said about it. */
#include "fuzz.h"

#include "conf/ini.h"
#include "conf/lists_build.h"
#include "model/answer.h"

struct build {
	struct arena mem;
	struct zone_build zone;
};

static void show_and_set(struct build *b, const struct conf_item *item)
{
	const struct conf_source from = { .mem = &b->mem };
	struct buf AUTO(buf_done) once;
	struct buf AUTO(buf_done) twice;
	struct err err;

	buf_init(&once, 1 << 20);
	buf_init(&twice, 1 << 20);
	conf_show(item, &b->zone, &once);
	if (item->type == CONF_OWN || once.full)
		return;
	PROPERTY(conf_set(item, &b->zone, &from, buf_str(&once), &err) == 0);
	conf_show(item, &b->zone, &twice);
	PROPERTY(str_eq(buf_str(&once), buf_str(&twice)));
}

static int take(void *ctx, struct ini_event *ev, struct err *err)
{
	struct build *b = ctx;
	const struct conf_source from = { .mem = &b->mem };
	const struct conf_item *item;

	if (!ev->key.p || str_starts(ev->value, STR("@"))) /* files are not for fuzzing */
		return 0;
	item = conf_item_of(&lists_zone_table, ev->key, err);
	if (!item || conf_set(item, &b->zone, &from, ev->value, err) < 0)
		return -1;
	show_and_set(b, item);
	return 0;
}

static void check_finished(const struct list *l)
{
	PROPERTY(l->n_codes > 0 && l->n_codes <= LIST_CODES_MAX);
	PROPERTY(l->n_listed <= LIST_POINTS_MAX && l->n_clean <= LIST_POINTS_MAX);
	PROPERTY((l->subject == LIST_NAMES) == !(l->v4 || l->v6));
	for (size_t i = 0; i < l->n_codes; i++) {
		const struct list_code *c = &l->codes[i];
		struct reply_facts f = { .aa = true, .n_addrs = 1, .addr = { c->lo } };
		struct answer a;

		PROPERTY(c->lo <= c->hi && c->severity <= 5 && c->meaning.n);
		if (l->style == LIST_BITS && c->lo < 256)
			f.addr[0] |= 0x7f000000;
		a = answer_judge(l, &f);
		PROPERTY(a.why != WHY_NEW_CODE && a.why != WHY_REWRITTEN && a.why != WHY_BLOCKED);
		PROPERTY(a.verdict != ANSWER_LISTED || a.kind != LIST_NEUTRAL);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct build b = { 0 };
	struct err err = { 0 };

	conf_defaults(&lists_zone_table, &b.zone, &b.mem);
	b.zone.list.zone = STR("bl.example");
	if (ini_read(fuzz_str(data, n), STR("f"), take, &b, &err) < 0)
		PROPERTY(err.kind == ERR_INPUT && err.text[0]);
	else if (lists_zone_finish(&b.zone, &b.mem, &err) < 0)
		PROPERTY(err.kind == ERR_INPUT && err.text[0]);
	else
		check_finished(&b.zone.list);
	arena_done(&b.mem);
	return 0;
}
