/* The inventory's rows as JSON objects. */
#include "msg/inventory_json.h"

/* Nothing rather than an empty text. */
static void text(struct jout *j, const char *key, struct str s)
{
	if (s.n == 0)
		jout_null(j, key);
	else
		jout_str(j, key, s);
}

static void use(struct jout *j, enum use u)
{
	text(j, "use", str_of(use_name(u)));
}

static void gap(struct jout *j, const char *key, struct span s)
{
	if (s.us == GAP_UNKNOWN.us)
		jout_str(j, key, STR("unknown"));
	else if (s.us > 0)
		jout_int(j, key, s.us / 1000000);
}

void json_when(struct jout *j, const struct json_times *t)
{
	jout_when(j, "from", t->from);
	jout_when(j, "until", t->until);
	gap(j, "from_gap", t->from_gap);
	gap(j, "until_gap", t->until_gap);
}

void json_machine(struct jout *j, const char *key, const struct machine *m)
{
	jout_open(j, key, '{');
	jout_str(j, "machine", m->name);
	text(j, "hostname", m->hostname);
	text(j, "site", m->site);
	text(j, "note", m->note);
	jout_close(j, '}');
}

void json_customer(struct jout *j, const char *key, const struct customer *c)
{
	struct str all = c->contacts;
	struct str one;

	jout_open(j, key, '{');
	jout_str(j, "customer", c->customer);
	text(j, "name", c->name);
	text(j, "parent", c->parent);
	jout_open(j, "contacts", '[');
	while (all.n > 0 && str_cut(&all, ' ', &one))
		if (one.n > 0)
			jout_str(j, NULL, one);
	jout_close(j, ']');
	text(j, "language", c->language);
	text(j, "note", c->note);
	jout_close(j, '}');
}

void json_prefix(struct jout *j, const char *key, const struct prefix *p)
{
	jout_open(j, key, '{');
	jout_range(j, "prefix", p->range);
	use(j, p->use);
	jout_bool(j, "floating", p->floating);
	jout_bool(j, "mail", p->mail);
	text(j, "machine", p->machine);
	text(j, "note", p->note);
	jout_close(j, '}');
}

void json_tenancy(struct jout *j, const char *key, const struct tenancy *t)
{
	const struct json_times times = { t->from, t->until, t->from_gap, t->until_gap };

	jout_open(j, key, '{');
	jout_range(j, "address", t->range);
	if (t->ports.lo != PORTS_ALL.lo || t->ports.hi != PORTS_ALL.hi) {
		jout_open(j, "ports", '[');
		jout_int(j, NULL, t->ports.lo);
		jout_int(j, NULL, t->ports.hi);
		jout_close(j, ']');
	}
	text(j, "customer", t->customer);
	text(j, "machine", t->machine);
	use(j, t->use);
	jout_bool(j, "floating", t->floating);
	json_when(j, &times);
	jout_close(j, '}');
}

void json_holding(struct jout *j, const char *key, const struct holding *h)
{
	const struct json_times times = { h->from, h->until, h->from_gap, h->until_gap };

	jout_open(j, key, '{');
	jout_str(j, "kind", str_of(holding_kind_name(h->kind)));
	jout_str(j, "name", h->name);
	text(j, "customer", h->customer);
	text(j, "machine", h->machine);
	json_when(j, &times);
	jout_close(j, '}');
}
