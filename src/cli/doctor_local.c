/* What can be seen without a hub: settings, places, disk, the way to the lists. */
#include "cli/doctor.h"

#include "conf/netizen_conf.h"
#include "model/select.h"
#include "sweep/find.h"
#include "sweep/resolvers.h"
#include "sys/address.h"
#include "sys/disk.h"
#include "sys/loop.h"
#include "sys/own.h"
#include "sys/resolv.h"

#include <stdio.h>

enum { RESOLVERS_MAX = 8, FEW_PERCENT = 5, FEW_MIB = 512, PATIENCE_S = 20 };

static void check_lists(struct doctor *d)
{
	struct lists_places where = { .override = STR("") };
	struct select_wish wish = { .v4_each = 256, .v4_24s = 1, .v6_64s = 1 };
	struct choice *choice;
	size_t asked = 0, keys = 0;
	struct err err;

	if (d->state.own)
		where.override = arena_fmt(&d->cli->arena, "%s/lists.d", d->state.etc);
	if (lists_load(&d->lists, &where, &err) < 0) {
		doctor_note(d, DOCTOR_FAIL, "lists", arena_str(&d->cli->arena, str_of(err.text)),
			    "Correct the file of lists that is named above.");
		return;
	}
	d->has_lists = true;
	choice = arena_new(&d->cli->arena, d->lists.n, sizeof(*choice));
	for (size_t i = 0; i < d->lists.n; i++)
		choice[i].list = &d->lists.list[i];
	select_lists(choice, d->lists.n, &wish);
	for (size_t i = 0; i < d->lists.n; i++) {
		asked += select_asked(&choice[i]);
		keys += choice[i].why == SELECT_KEY;
	}
	doctor_note(
		d, asked ? DOCTOR_OK : DOCTOR_FAIL, "lists",
		arena_fmt(&d->cli->arena,
			  "catalogue of %.*s: %zu of %zu zones may be asked; %zu more with a key",
			  STR_ARG(d->lists.version), asked, d->lists.n, keys),
		keys ? "Get a free key for zen.dq.spamhaus.net: Spamhaus refuses hosting "
		       "networks at its public servers."
		     : NULL);
}

static void check_source(struct doctor *d)
{
	struct ip ip[SOURCE_ADDRESSES_MAX];
	char text[IP_TEXT_MAX + 1];
	size_t n = source_counted(&d->from, ip);

	for (size_t i = 0; i < n && ip[i].len; i++)
		if (!address_is_here(ip[i]))
			doctor_note(
				d, DOCTOR_FAIL, "source",
				arena_fmt(&d->cli->arena,
					  "lists are to be asked from %s, which is no address of "
					  "this machine: none is asked by IPv%d",
					  ip_text(ip[i], text), ip[i].len == 4 ? 4 : 6),
				"Give this machine the address, or correct source in [watch].");
}

static void take_settings(struct doctor *d, struct netizen_conf *conf)
{
	d->from = conf->watch.source;
	d->resolver = conf->watch.resolver;
	netizen_conf_done(conf);
}

void doctor_settings(struct doctor *d)
{
	struct netizen_conf conf;
	char path[FILE_PATH_MAX + 1];
	struct err err;

	if (netizen_conf_load(&conf, str_of(d->state.etc), &err) < 0) {
		d->set_up = true;
		doctor_note(d, DOCTOR_FAIL, "settings", arena_str(&d->cli->arena, str_of(err.text)),
			    "Correct the setting that is named above; netizen config check tells "
			    "when it is right.");
	} else if (!own_exists(state_path(d->state.etc, "netizen.conf", path))) {
		take_settings(d, &conf);
		doctor_note(d, DOCTOR_WARN, "settings",
			    arena_fmt(&d->cli->arena, "there is no %s: defaults hold", path),
			    "Run netizen init: it asks five things.");
	} else {
		take_settings(d, &conf);
		d->set_up = true;
		doctor_note(d, DOCTOR_OK, "settings",
			    arena_fmt(&d->cli->arena, "%s is right", path), NULL);
	}
	check_source(d);
	check_lists(d);
}

static void check_disk(struct doctor *d)
{
	struct disk_room room;
	struct err err;
	uint64_t mib, percent;
	enum doctor_level level = DOCTOR_OK;

	if (disk_is_local(str_of(d->state.lib), &err) < 0 ||
	    disk_room(str_of(d->state.lib), &room, &err) < 0) {
		doctor_note(d, DOCTOR_FAIL, "disk", arena_str(&d->cli->arena, str_of(err.text)),
			    "Put the state directory on a disk of this machine.");
		return;
	}
	mib = room.free >> 20;
	percent = room.size ? room.free * 100 / room.size : 0;
	if (percent < FEW_PERCENT ||
	    mib < FEW_MIB) /* of nothing at all nothing is saved any more */
		level = mib ? DOCTOR_WARN : DOCTOR_FAIL;
	doctor_note(d, level, "disk",
		    arena_fmt(&d->cli->arena, "%llu MiB (%llu %%) are free for %s",
			      (unsigned long long)mib, (unsigned long long)percent, d->state.lib),
		    level == DOCTOR_OK ? NULL : "Make room on the disk of the state directory.");
}

void doctor_places(struct doctor *d)
{
	d->set_up = d->set_up || own_exists(d->state.lib);
	if (own_exists(d->state.lib))
		check_disk(d);
	else
		doctor_note(d, DOCTOR_NOTE, "disk",
			    arena_fmt(&d->cli->arena, "nothing is kept in %s yet", d->state.lib),
			    d->set_up
				    ? "Import your prefixes: netizen import FILE (a column prefix)."
				    : NULL);
}

struct looking {
	struct doctor *d;
	struct loop *loop;
	bool told;
};

static void found(void *ctx, const struct found *f)
{
	struct looking *l = ctx;
	struct doctor *d = l->d;

	l->told = true;
	if (f->servers > 0)
		doctor_note(d, DOCTOR_OK, "resolver",
			    arena_fmt(&d->cli->arena, "it finds %zu name servers of a list",
				      f->servers),
			    NULL);
	else
		doctor_note(
			d, DOCTOR_FAIL, "resolver",
			arena_fmt(&d->cli->arena, "no name server of a list is found: %s",
				  f->err.text),
			"Let this machine reach a resolver (of /etc/resolv.conf, or resolver in "
			"[watch]), and let UDP port 53 out.");
	loop_stop(l->loop);
}

static void too_long(void *ctx)
{
	loop_stop(((struct looking *)ctx)->loop);
}

static void look_for(struct doctor *d, const struct resolvers *whom, const struct dns_name *zone)
{
	struct looking l = { .d = d, .loop = loop_new() };
	struct loop_timer *end = loop_timer_new(l.loop, too_long, &l);
	struct find *f = find_new(l.loop, whom, found, &l);

	loop_timer_set(end, SPAN_S(PATIENCE_S));
	find_add(f, 0, zone);
	if (!l.told)
		loop_run(l.loop);
	if (!l.told)
		doctor_note(
			d, DOCTOR_FAIL, "resolver",
			arena_fmt(&d->cli->arena, "no answer within %d seconds", PATIENCE_S),
			"Let this machine reach a resolver (of /etc/resolv.conf, or resolver in "
			"[watch]), and let UDP port 53 out.");
	find_free(f);
	loop_timer_free(end);
	loop_free(l.loop);
}

/* Any list that is alive and whose name servers are looked for will do. */
static bool a_zone(const struct doctor *d, struct dns_name *out)
{
	for (size_t i = 0; i < d->lists.n; i++) {
		const struct list *l = &d->lists.list[i];

		if (l->dead_why.n == 0 && l->terms == LIST_FREE && !l->off && l->copy.n == 0 &&
		    l->n_servers == 0 && l->evidence == LIST_SEEN &&
		    dns_name_parse(l->zone, out, NULL) == 0)
			return true;
	}
	return false;
}

/* Those of the settings, else those of the machine; false: there is none, which was told. */
static bool whom(struct doctor *d, struct endpoint *resolver, size_t *n)
{
	struct err err;

	*n = 0;
	for (; *n < d->resolver.n; (*n)++)
		resolver[*n] = d->resolver.at[*n];
	if (*n > 0)
		return true;
	if (resolv_load(STR("/etc/resolv.conf"), resolver, RESOLVERS_MAX, n, &err) < 0)
		doctor_note(d, DOCTOR_FAIL, "resolver", arena_str(&d->cli->arena, str_of(err.text)),
			    "Correct /etc/resolv.conf.");
	else if (*n == 0)
		doctor_note(d, DOCTOR_FAIL, "resolver", STR("/etc/resolv.conf names none"),
			    "Name a resolver of your own in /etc/resolv.conf.");
	return *n > 0;
}

void doctor_resolver(struct doctor *d)
{
	struct endpoint resolver[RESOLVERS_MAX];
	struct dns_name zone;
	size_t n;

	if (!d->has_lists || !a_zone(d, &zone))
		return;
	if (whom(d, resolver, &n))
		look_for(d, &(struct resolvers){ resolver, n, d->from }, &zone);
}
