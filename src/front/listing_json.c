/* Listings as JSON objects. */
#include "front/listing_json.h"

#include "model/harm.h"

static void text(struct jout *j, const char *key, struct str s)
{
	if (s.n == 0)
		jout_null(j, key);
	else
		jout_str(j, key, s);
}

static void about(struct jout *j, const struct listing *l)
{
	if (l->about.lo.len == 0)
		jout_str(j, "name", l->name);
	else if (ip_eq(l->about.lo, l->about.hi))
		jout_ip(j, "address", l->about.lo);
	else
		jout_range(j, "network", l->about);
}

static void codes(struct jout *j, const struct listing *l)
{
	char t[IP_TEXT_MAX + 1];

	jout_open(j, "codes", '[');
	for (unsigned i = 0; i < l->codes; i++)
		jout_str(j, NULL,
			 str_of(ip_text(ip4(l->code[i] >> 24, l->code[i] >> 16 & 255,
					    l->code[i] >> 8 & 255, l->code[i] & 255),
					t)));
	jout_close(j, ']');
}

void json_listing(struct jout *j, const struct listing *l, bool mail)
{
	about(j, l);
	jout_int(j, "id", l->id);
	jout_str(j, "list", l->zone);
	jout_str(j, "state", str_of(listing_state_name(l->state)));
	jout_bool(j, "counts", listing_counts(l));
	jout_bool(j, "held", l->held);
	jout_str(j, "hurts", str_of(harm_name(harm_of(l, mail))));
	jout_bool(j, "mail", mail);
	jout_when(j, "since", l->since);
	jout_when(j, "confirmed", l->confirmed);
	jout_when(j, "last", l->last);
	jout_when(j, "until", l->until);
	codes(j, l);
	text(j, "meaning", l->meaning);
	text(j, "reason", l->reason);
	jout_str(j, "kind", str_of(list_kind_name(l->kind)));
	jout_int(j, "severity", l->severity);
	jout_bool(j, "policy", l->policy);
	text(j, "server", l->server);
	if (l->serial)
		jout_int(j, "serial", l->serial);
	else
		jout_null(j, "serial");
	jout_int(j, "returns", l->returns);
	jout_bool(j, "baseline", l->baseline);
}
