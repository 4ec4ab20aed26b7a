/* Reading what a sweep is told: addresses, lists, copies, servers. */
#include "cli/sweep_job.h"

#include "base/die.h"
#include "conf/netizen_conf.h"
#include "model/zone_text.h"
#include "proto/dns_name.h"
#include "sweep/copy.h"
#include "sweep/copy_fetch.h"
#include "sweep/ledger.h"
#include "sys/address.h"
#include "sys/clock.h"
#include "sys/file.h"
#include "sys/own.h"
#include "sys/resolv.h"
#include "sys/state.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN_MAX = 100 };

/* A zone as the user wrote it, for a message: keys, which stand at its beginning, are left out. */
static struct str zone_shown(const struct sweep_job *job, struct str zone)
{
	struct arena *a = &job->cli->arena;
	struct buf AUTO(buf_done) out;
	struct str end;

	buf_init(&out, zone.n + SHOWN_MAX);
	if (zone.n == 0)
		return STR("\"\"");
	lists_shown(&job->lists, zone, &out);
	end = buf_str(&out);
	if (end.n <= SHOWN_MAX)
		return arena_str(a, end);
	return arena_fmt(a, "...%.*s", STR_ARG(str_sub(end, end.n - SHOWN_MAX, end.n)));
}

/* An operand: a prefix if it reads as one, else a file of them. */
static int add_operand(struct sweep_job *job, struct str word)
{
	struct err err;
	struct err why;
	struct range ignored;
	struct buf AUTO(buf_done) text;
	const bool input = str_eq(word, STR("-"));

	buf_init(&text, TARGET_TEXT_MAX);
	if (range_parse(word, &ignored, &err) == 0)
		return target_add(&job->target, word, &err) < 0 ? cli_fail(job->cli, &err) : -1;
	if ((input ? own_input(&text, &why) : file_load(word, &text, &why)) < 0) {
		if (why.kind == ERR_GONE)
			return cli_usage(job->cli, "%s, and there is no file of that name",
					 err.text);
		return cli_fail(job->cli, &why);
	}
	if (input)
		word = STR("standard input");
	if (target_add_lines(&job->target, buf_str(&text), arena_str(&job->cli->arena, word).p,
			     &err) < 0)
		return cli_fail(job->cli, &err);
	return -1;
}

static int read_targets(struct sweep_job *job, const struct option_list *operands)
{
	struct err err;
	int leave = -1;

	for (size_t i = 0; i < operands->n && leave < 0; i++)
		leave = add_operand(job, operands->item[i]);
	if (leave >= 0)
		return leave;
	if (target_seal(&job->target, &err) < 0)
		return cli_usage(job->cli, "%s", err.text);
	if (job->target.n == 0 && job->opt.name.n == 0)
		return cli_usage(job->cli, "nothing to sweep: name a prefix such as 192.0.2.0/24");
	return -1;
}

static int read_servers(struct sweep_job *job)
{
	struct err err;
	const struct option_list *given = &job->opt.server;

	if (given->n > ROUND_SERVERS_MAX)
		return cli_usage(job->cli, "--server: at most %d of them", ROUND_SERVERS_MAX);
	for (size_t i = 0; i < given->n; i++)
		if (endpoint_parse(given->item[i], 53, &job->server[job->servers++], &err) < 0)
			return cli_usage(job->cli, "--server: %s", err.text);
	if (job->opt.resolver.p) {
		if (endpoint_parse(job->opt.resolver, 53, &job->resolver[0], &err) < 0)
			return cli_usage(job->cli, "--resolver: %s", err.text);
		job->resolvers = 1;
		return -1;
	}
	if (resolv_load(STR("/etc/resolv.conf"), job->resolver, JOB_SERVERS_MAX, &job->resolvers,
			&err) < 0)
		return cli_fail(job->cli, &err);
	return -1;
}

struct resolvers job_whom(const struct sweep_job *job)
{
	return (struct resolvers){ job->resolver, job->resolvers, job->from };
}

/* As the hub of this machine does, if its settings can be read and nothing else is said. */
static void usual_source(struct sweep_job *job)
{
	struct netizen_conf conf;
	struct state state;
	struct err ignored;

	if (state_find(job->cli->state, &state, &ignored) < 0 ||
	    netizen_conf_load(&conf, str_of(state.etc), &ignored) < 0)
		return;
	job->from = conf.watch.source;
	netizen_conf_done(&conf);
}

static int read_source(struct sweep_job *job)
{
	const struct option_list *given = &job->opt.from;
	struct err err;

	if (given->n == 0)
		usual_source(job);
	for (size_t i = 0; i < given->n; i++)
		if (source_add(&job->from, given->item[i], &err) < 0)
			return cli_usage(job->cli, "--from: %s", err.text);
	return -1;
}

/* The folder where fetched copies stay: beside the budgets' book. */
static int copies_place(const struct sweep_job *job, struct buf *out, struct err *err)
{
	const char *state = job->cli->state;

	if (ledger_place(state ? str_of(state) : STR(""), out, err) < 0)
		return -1;
	buf_add(out, STR("/copies"));
	return 0;
}

/* Reads a copy, and brings it here first if it is elsewhere. */
static int load_copy(const struct sweep_job *job, const struct copy_spec *spec,
		     struct job_copy *out, struct err *err)
{
	struct copy_source source = { spec->zone, spec->type, spec->path, false };
	struct copy_fetched got;
	struct buf place AUTO(buf_done);

	buf_init(&place, FILE_PATH_MAX);
	if (!copy_is_remote(spec->path))
		return copy_load(spec, clock_now(), &out->copy, err);
	if (copies_place(job, &place, err) < 0 ||
	    copy_fetch(&source, buf_str(&place), clock_now(), &got, err) < 0)
		return -1;
	if (got.news == COPY_KEPT)
		cli_note(job->cli, "%s; the last good copy is used", got.why.text);
	out->before = got.before;
	out->copy = got.copy;
	return 0;
}

/* The zone of the n-th --file, as it may be shown. */
static struct str file_zone(const struct sweep_job *job, size_t i)
{
	struct str text = job->opt.file.item[i];

	return zone_shown(job, str_sub(text, 0, str_find(text, '=')));
}

static int read_copies(struct sweep_job *job)
{
	const struct option_list *given = &job->opt.file;
	struct err err;

	job->copy = arena_new(&job->cli->arena, given->n + job->lists.n, sizeof(*job->copy));
	for (size_t i = 0; i < given->n; i++) {
		struct copy_spec spec;
		struct str key;
		const struct list *known;
		struct job_copy *c = &job->copy[job->copies];

		if (copy_spec_parse(&job->cli->arena, given->item[i], &spec, &err) < 0)
			return cli_usage(job->cli, "--file %.*s: %s", STR_ARG(file_zone(job, i)),
					 err.text);
		known = lists_find(&job->lists, spec.zone, &key);
		if (load_copy(job, &spec, c, &err) < 0)
			return cli_fail(job->cli, &err);
		c->zone = key.n ? known->zone : spec.zone; /* a copy needs none */
		job->copies++;
	}
	return -1;
}

const struct copy *job_copy_of(const struct sweep_job *job, const struct list *list)
{
	for (size_t i = 0; i < job->copies; i++)
		if (str_eq_nocase(job->copy[i].zone, list->zone))
			return job->copy[i].copy;
	return NULL;
}

int job_own_copy(struct sweep_job *job, const struct list *list, const struct copy **out,
		 struct err *err)
{
	struct copy_spec spec;
	struct job_copy *c = &job->copy[job->copies];
	struct str text =
		arena_fmt(&job->cli->arena, "%.*s=%.*s", STR_ARG(list->zone), STR_ARG(list->copy));

	if (copy_spec_parse(&job->cli->arena, text, &spec, err) < 0 ||
	    load_copy(job, &spec, c, err) < 0)
		return -1;
	c->zone = spec.zone;
	job->copies++;
	*out = c->copy;
	return 0;
}

bool job_add_name(struct sweep_job *job, struct str name)
{
	struct dns_name parsed;
	struct err err;

	if (str_ends(name, STR(".")))
		name.n--;
	if (dns_name_parse(name, &parsed, &err) < 0 || dns_name_labels(&parsed) < 2)
		return false;
	for (size_t i = 0; i < job->names; i++)
		if (str_eq_nocase(job->name[i], name))
			return true;
	if (job->names == JOB_NAMES_MAX)
		return false;
	if (job->names % 64 == 0)
		job->name = mem_grow(job->name, job->names + 64, sizeof(*job->name));
	job->name[job->names++] = arena_str(&job->cli->arena, name);
	return true;
}

static int read_names(struct sweep_job *job)
{
	for (size_t i = 0; i < job->opt.name.n; i++)
		if (!job_add_name(job, job->opt.name.item[i]))
			return cli_usage(job->cli, "--name \"%.*s\" is no host or domain name",
					 STR_ARG(job->opt.name.item[i]));
	return -1;
}

/* The catalogue, with what our operator changed: in etc/lists.d below --state, if given. */
static int load_lists(struct sweep_job *job)
{
	struct lists_places places = { .shipped = job->opt.lists_dir };
	char override[FILE_PATH_MAX + 1];
	struct state state;
	struct err err;

	if (job->cli->state) {
		if (state_find(job->cli->state, &state, &err) < 0)
			return cli_fail(job->cli, &err);
		places.override = str_of(state_path(state.etc, "lists.d", override));
	}
	if (lists_load(&job->lists, &places, &err) < 0)
		return cli_fail(job->cli, &err);
	return -1;
}

int job_prepare(struct sweep_job *job, const struct option_list *operands)
{
	int leave = read_targets(job, operands);

	if (leave < 0)
		leave = read_names(job);
	if (leave < 0)
		leave = read_servers(job);
	if (leave < 0)
		leave = read_source(job);
	if (leave < 0)
		leave = load_lists(job);
	return leave < 0 ? read_copies(job) : leave;
}

void job_done(struct sweep_job *job)
{
	for (size_t i = 0; i < job->copies; i++) {
		copy_free(job->copy[i].copy);
		copy_free(job->copy[i].before);
	}
	lists_done(&job->lists);
	target_done(&job->target);
	free(job->name);
}

/* A list by the name that the user gave: the catalogue's, or one by the defaults. */
static int named_list(struct sweep_job *job, struct str zone, bool to_show, const struct list **out)
{
	struct str key = { NULL, 0 };
	const struct list *known = lists_find(&job->lists, zone, &key);
	struct list *own;
	struct err err;

	if (!known && zone_text_check(zone, &err) < 0)
		return cli_usage(job->cli, "list %.*s: %s", STR_ARG(zone_shown(job, zone)),
				 err.text);
	if (!known && lists_keyed_above(&job->lists, zone))
		return cli_usage(job->cli,
				 "list %.*s: a key is one label of letters, digits, - and _",
				 STR_ARG(zone_shown(job, zone)));
	if (known && list_is_dead(known) && !to_show)
		return cli_usage(job->cli, "%.*s is not asked: %.*s%s%.*s", STR_ARG(known->zone),
				 STR_ARG(known->dead_why), known->dead_since.n ? ", since " : "",
				 STR_ARG(known->dead_since));
	if (known && key.n == 0) {
		*out = known;
		return -1;
	}
	own = arena_new(&job->cli->arena, 1, sizeof(*own));
	if (known) {
		*own = *known;
		own->key = key;
	} else {
		list_unknown_zone(&job->cli->arena, zone, own);
	}
	*out = own;
	return -1;
}

static int add_choice(struct sweep_job *job, struct str zone, bool to_show)
{
	const struct list *list;
	int leave = named_list(job, zone, to_show, &list);

	if (leave >= 0)
		return leave;
	for (size_t i = 0; i < job->choices; i++)
		if (str_eq(job->choice[i].list->zone, list->zone))
			return -1;
	job->choice[job->choices++] = (struct choice){ .list = list };
	return -1;
}

/* All of the catalogue, or what was named; and every zone that a copy was given for. */
static int gather(struct sweep_job *job, bool to_show)
{
	size_t room = job->lists.n + job->opt.list.n + job->copies;
	int leave = -1;

	job->choices = 0;
	job->choice = arena_new(&job->cli->arena, room, sizeof(*job->choice));
	if (job->opt.list.n == 0 && job->copies == 0)
		for (size_t i = 0; i < job->lists.n; i++)
			job->choice[job->choices++].list = &job->lists.list[i];
	for (size_t i = 0; i < job->opt.list.n && leave < 0; i++)
		leave = add_choice(job, job->opt.list.item[i], to_show);
	for (size_t i = 0; i < job->copies && leave < 0; i++)
		leave = add_choice(job, job->copy[i].zone, to_show);
	return leave;
}

static void forget_terms(struct sweep_job *job)
{
	for (size_t i = 0; i < job->choices; i++) {
		struct list *own = arena_new(&job->cli->arena, 1, sizeof(*own));

		*own = *job->choice[i].list;
		own->accepted = true;
		job->choice[i].list = own;
	}
}

static void mark_copies(struct sweep_job *job)
{
	for (size_t i = 0; i < job->choices; i++) {
		struct choice *c = &job->choice[i];

		if (job_copy_of(job, c->list) &&
		    (c->why == SELECT_TERMS || c->why == SELECT_KEY || c->why == SELECT_UNPROVEN ||
		     c->why == SELECT_ASKED))
			c->why = SELECT_COPY;
	}
}

static int check_source(const struct sweep_job *job)
{
	struct ip ip[SOURCE_ADDRESSES_MAX];
	char text[IP_TEXT_MAX + 1];
	size_t n = source_counted(&job->from, ip);

	for (size_t i = 0; i < n && ip[i].len; i++)
		if (!address_is_here(ip[i]))
			return cli_usage(job->cli, "%s: %s is no address of this machine",
					 job->opt.from.n ? "--from" : "source in [watch]",
					 ip_text(ip[i], text));
	return -1;
}

int job_choose(struct sweep_job *job, bool to_show)
{
	struct select_wish wish = { .v4_each = target_count4(&job->target),
				    .v4_24s = target_steps(&job->target, 24, 0),
				    .v6_64s = target_count6(&job->target),
				    .names = job->names };
	struct str *named;
	size_t asked = 0;
	int leave = to_show ? -1 : check_source(job);

	if (leave < 0)
		leave = gather(job, to_show);
	if (leave >= 0)
		return leave;
	if (job->servers > 0)
		forget_terms(job); /* our own server's terms are ours */
	if (job->opt.list.n > 0 || job->copies > 0) {
		named = arena_new(&job->cli->arena, job->choices, sizeof(*named));
		for (size_t i = 0; i < job->choices; i++)
			named[i] = job->choice[i].list->zone;
		wish.named = named;
		wish.n_named = job->choices;
	}
	select_lists(job->choice, job->choices, &wish);
	mark_copies(job);
	for (size_t i = 0; i < job->choices; i++) {
		char text[SELECT_TEXT_MAX];

		asked += select_asked(&job->choice[i]);
		if (wish.n_named && !to_show && !select_asked(&job->choice[i]))
			return cli_usage(job->cli, "list %.*s: %s",
					 STR_ARG(list_name_shown(job->choice[i].list)),
					 select_text(&job->choice[i], text));
	}
	if (asked == 0 && !to_show)
		return cli_usage(job->cli, "no list may be asked; 'netizen lists' says why");
	return -1;
}

uint64_t job_saved_siblings(const struct sweep_job *job)
{
	uint64_t n = 0;

	for (size_t i = 0; i < job->choices; i++)
		if (job->choice[i].why == SELECT_SIBLING)
			n += job->choice[i].questions;
	return n;
}

/* What copies and the user's own servers answer takes of no operator's budget. */
static bool takes_of_budgets(const struct sweep_job *job)
{
	for (size_t i = 0; i < job->choices && job->servers == 0; i++)
		if (job->choice[i].why == SELECT_ASKED)
			return true;
	return false;
}

int job_ledger(const struct sweep_job *job, struct ledger **out)
{
	struct buf AUTO(buf_done) place;
	struct err err;

	*out = NULL;
	buf_init(&place, FILE_PATH_MAX);
	if (!takes_of_budgets(job))
		return -1;
	if (ledger_place(str_of(job->cli->state), &place, &err) < 0 ||
	    ledger_open(buf_str(&place), out, &err) < 0)
		return cli_fail(job->cli, &err);
	ledger_from(*out, &job->from);
	return -1;
}
