/* Who held something: the likeliest first, all others with their odds, and why it is unsure. */
#include "front/who_json.h"

#include "base/jout.h"
#include "msg/inventory_json.h"

static const char *const kind_name[] = { "address", "domain", "mailbox", "user", "path" };
static const char *const state_name[] = { "not ours", "free", "held" };

/* An address that many share, or that is the provider's own, is nobody's but not free to give. */
const char *who_state_name(const struct holder_answer *a)
{
	if (a->kind != HOLDER_FREE)
		return state_name[a->kind];
	switch (a->use) {
	case USE_SHARED:
	case USE_GATEWAY:
	case USE_NAT:
	case USE_INFRA:
		return "common";
	case USE_UNSTATED:
	case USE_SINGLE:
	case USE_FREE:
	case USE_COUNT:
		break;
	}
	return "free";
}

static const struct {
	unsigned bit;
	const char *name;
} doubt_name[] = {
	{HOLDER_NEAR_BOUNDARY,      "near a change"         },
	{ HOLDER_BETWEEN_SNAPSHOTS, "between two snapshots" },
	{ HOLDER_UNSEEN,            "before we first looked"},
	{ HOLDER_PORT_NEEDED,       "the port decides"      },
	{ HOLDER_MORE,              "more than are named"   },
};

static void text(struct jout *j, const char *key, struct str s)
{
	if (s.n == 0)
		jout_null(j, key);
	else
		jout_str(j, key, s);
}

static const struct customer *customer_of(const struct inventory *inv, struct str id)
{
	for (size_t i = 0; i < inv->customers; i++)
		if (str_eq(inv->customer[i].customer, id))
			return &inv->customer[i];
	return NULL;
}

static const struct machine *machine_of(const struct inventory *inv, struct str name)
{
	for (size_t i = 0; i < inv->machines; i++)
		if (str_eq(inv->machine[i].name, name))
			return &inv->machine[i];
	return NULL;
}

void json_who_names(struct jout *j, const struct inventory *inv, struct str customer,
		    struct str machine)
{
	const struct customer *c = customer_of(inv, customer);
	const struct machine *m = machine_of(inv, machine);

	text(j, "customer", customer);
	text(j, "customer_name", c ? c->name : STR(""));
	text(j, "parent", c ? c->parent : STR(""));
	text(j, "contacts", c ? c->contacts : STR(""));
	text(j, "language", c ? c->language : STR(""));
	text(j, "machine", machine);
	text(j, "hostname", m ? m->hostname : STR(""));
}

void json_who_tenancy(struct jout *j, const struct inventory *inv, const struct tenancy *t)
{
	const struct json_times times = { t->from, t->until, t->from_gap, t->until_gap };

	json_who_names(j, inv, t->customer, t->machine);
	jout_range(j, "range", t->range);
	if (t->ports.lo != PORTS_ALL.lo || t->ports.hi != PORTS_ALL.hi) {
		jout_open(j, "ports", '[');
		jout_int(j, NULL, t->ports.lo);
		jout_int(j, NULL, t->ports.hi);
		jout_close(j, ']');
	}
	text(j, "use", str_of(use_name(t->use)));
	json_when(j, &times);
}

static void holding(struct jout *j, const struct inventory *inv, const struct holding *h)
{
	const struct json_times times = { h->from, h->until, h->from_gap, h->until_gap };

	json_who_names(j, inv, h->customer, h->machine);
	jout_str(j, "holding", str_of(holding_kind_name(h->kind)));
	jout_str(j, "name", h->name);
	json_when(j, &times);
}

static struct jout head(struct buf *out, const struct who_told *told)
{
	struct jout j = jout_to(out);

	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("who"));
	jout_str(&j, "asked", told->text);
	jout_str(&j, "kind", str_of(kind_name[told->ask->kind]));
	jout_when(&j, "at", told->ask->at);
	jout_when(&j, "known_at", told->ask->known_at);
	return j;
}

static void doubts(struct jout *j, unsigned doubt)
{
	jout_open(j, "doubt", '[');
	for (size_t i = 0; i < LEN(doubt_name); i++)
		if (doubt & doubt_name[i].bit)
			jout_str(j, NULL, str_of(doubt_name[i].name));
	jout_close(j, ']');
}

void json_who_address(struct buf *out, const struct who_told *told, const struct holder_answer *a)
{
	struct jout j = head(out, told);

	jout_ip(&j, "address", told->ask->ip);
	if (told->ask->port != HOLDER_PORT_ANY)
		jout_int(&j, "port", told->ask->port);
	jout_str(&j, "state", str_of(who_state_name(a)));
	text(&j, "use", str_of(use_name(a->use)));
	if (a->kind != HOLDER_NOT_OURS) {
		jout_str(&j, "sure", str_of(holder_sureness(a)));
		jout_when(&j, "from", a->from);
		jout_when(&j, "until", a->until);
	}
	doubts(&j, a->doubt);
	jout_open(&j, "candidates", '[');
	for (size_t i = 0; i < a->n; i++) {
		jout_open(&j, NULL, '{');
		jout_real(&j, "odds", a->share[i].odds);
		if (a->share[i].tenancy)
			json_who_tenancy(&j, told->inv, a->share[i].tenancy);
		else
			jout_null(&j, "customer");
		jout_close(&j, '}');
	}
	jout_close(&j, ']');
	if (a->prefix)
		json_prefix(&j, "prefix", a->prefix);
	else
		jout_null(&j, "prefix");
	if (a->last) {
		jout_open(&j, "last", '{');
		json_who_tenancy(&j, told->inv, a->last);
		jout_close(&j, '}');
	}
	jout_close(&j, '}');
}

void json_who_holding(struct buf *out, const struct who_told *told, const struct holding_answer *a)
{
	bool held = a->n > 0 && a->share[0].holding;
	double odds = a->n > 0 ? a->share[0].odds : 0;
	struct jout j = head(out, told);

	jout_str(&j, "state", a->n == 0 ? STR("not ours") : held ? STR("held") : STR("free"));
	if (a->n > 0)
		jout_str(&j, "sure",
			 !a->doubt     ? STR("certain")
			 : odds >= 0.8 ? STR("likely")
				       : STR("unsure"));
	jout_bool(&j, "several_machines", a->several);
	doubts(&j, a->doubt);
	jout_open(&j, "candidates", '[');
	for (size_t i = 0; i < a->n; i++) {
		jout_open(&j, NULL, '{');
		jout_real(&j, "odds", a->share[i].odds);
		if (a->share[i].holding)
			holding(&j, told->inv, a->share[i].holding);
		else
			jout_null(&j, "customer");
		jout_close(&j, '}');
	}
	jout_close(&j, ']');
	if (a->last) {
		jout_open(&j, "last", '{');
		holding(&j, told->inv, a->last);
		jout_close(&j, '}');
	}
	jout_close(&j, '}');
}
