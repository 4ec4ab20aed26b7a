/* Telling a passport: what it is, who held it, what was said of it, what nobody knows. */
#include "front/passport_json.h"

#include "front/listing_json.h"
#include "front/who_json.h"
#include "msg/inventory_json.h"

static void text(struct jout *j, const char *key, struct str s)
{
	jout_str(j, key, s.n ? s : (struct str){ 0 });
}

static void tell_head(struct jout *j, const struct passport *p)
{
	const struct holder_answer *a = p->now;
	const struct tenancy *t = a->n ? a->share[0].tenancy : NULL;

	jout_str(j, "type", STR("ip"));
	jout_ip(j, "address", p->ip);
	jout_when(j, "at", p->at);
	jout_str(j, "state", str_of(who_state_name(a)));
	text(j, "use", str_of(use_name(a->use)));
	jout_bool(j, "mail", p->mail);
	jout_str(j, "sure", str_of(holder_sureness(a)));
	json_who_names(j, p->inv, t ? t->customer : STR(""), t ? t->machine : STR(""));
	if (a->prefix)
		json_prefix(j, "prefix", a->prefix);
	else
		jout_null(j, "prefix");
}

static void tell_tenancies(struct jout *j, const struct passport *p)
{
	jout_open(j, "tenancies", '[');
	for (size_t i = 0; i < p->inv->tenancies; i++) {
		jout_open(j, NULL, '{');
		json_who_tenancy(j, p->inv, &p->inv->tenancy[i]);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void tell_holders(struct jout *j, const struct passport *p, const struct passport_listing *l)
{
	jout_open(j, "holders", '[');
	for (size_t i = 0; i < l->spells; i++) {
		const struct holder_spell *s = &l->spell[i];
		const struct tenancy *t = s->tenancy;

		jout_open(j, NULL, '{');
		json_who_names(j, p->inv, t ? t->customer : STR(""), t ? t->machine : STR(""));
		text(j, "use", t ? str_of(use_name(t->use)) : STR(""));
		jout_when(j, "from", s->from);
		jout_when(j, "until", s->until);
		jout_str(j, "sure", str_of(s->sure));
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void tell_changes(struct jout *j, const struct passport_listing *l)
{
	jout_open(j, "changes", '[');
	for (size_t i = 0; i < l->changes; i++) {
		jout_open(j, NULL, '{');
		jout_when(j, "at", l->change[i].at);
		jout_str(j, "change", str_of(listing_change_name(l->change[i].change)));
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

static void tell_listings(struct jout *j, const struct passport *p)
{
	jout_open(j, "listings", '[');
	for (size_t i = 0; i < p->listings; i++) {
		jout_open(j, NULL, '{');
		json_listing(j, &p->listing[i].listing, p->mail);
		tell_holders(j, p, &p->listing[i]);
		if (p->history)
			tell_changes(j, &p->listing[i]);
		jout_close(j, '}');
	}
	jout_close(j, ']');
	jout_bool(j, "more_listings", p->cut);
}

static void tell_ptr(struct jout *j, const struct passport *p)
{
	jout_open(j, "ptr", '[');
	for (size_t i = 0; i < p->ptrs; i++) {
		const struct ptr_row *row = &p->ptr[i];

		jout_open(j, NULL, '{');
		text(j, "name", row->name);
		jout_str(j, "verdict", str_of(ptr_verdict_name(row->verdict)));
		jout_when(j, "since", row->since);
		jout_when(j, "seen", row->seen);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

const char *passport_unknown(const struct standing *s)
{
	if (!s->asked)
		return "not asked yet";
	if (!heard_is_good(s->health))
		return heard_health_name(s->health);
	if (s->held)
		return "held";
	if (s->baseline.us == WHEN_NEVER.us)
		return "first round not over";
	return NULL;
}

static void tell_unknown(struct jout *j, const struct passport *p)
{
	jout_open(j, "unknown", '[');
	for (size_t i = 0; i < p->standings; i++) {
		const struct standing *s = &p->standing[i];
		const char *why = passport_unknown(s);

		if (!why)
			continue;
		jout_open(j, NULL, '{');
		jout_str(j, "list", s->zone);
		jout_str(j, "state", str_of(why));
		text(j, "why", s->asked ? s->why : STR(""));
		jout_when(j, "since", s->asked ? s->since : WHEN_EVER);
		jout_close(j, '}');
	}
	jout_close(j, ']');
}

void json_passport(struct buf *out, const struct passport *p)
{
	struct jout j = jout_to(out);

	jout_open(&j, NULL, '{');
	tell_head(&j, p);
	tell_tenancies(&j, p);
	tell_listings(&j, p);
	tell_ptr(&j, p);
	tell_unknown(&j, p);
	jout_bool(&j, "fit", p->fit);
	jout_str(&j, "judgement", p->judgement);
	jout_close(&j, '}');
}
