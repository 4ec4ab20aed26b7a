/* Putting an account's facts together from where the log keeps them. */
#include "flow/dossier.h"

#include "model/name_map.h"

#include <stdlib.h>

struct logins_by_name {
	struct name_map number;
	struct networks *net;
};

static bool got_in(const struct login *row)
{
	return row->ok + row->mails > 0;
}

/* Rows of logins that got in, those of an account beside each other: as many as *n. They may be
 * many, so that sorting them by name would take longer than all the rest. */
static uint32_t *by_account(const struct logins *l, struct name_map *names, struct arena *arena,
			    uint32_t *n)
{
	uint32_t *of = arena_new(arena, l->rows + 1, sizeof(*of));
	uint32_t *order = arena_new(arena, l->rows + 1, sizeof(*order));
	uint32_t *at = arena_new(arena, l->rows + 2, sizeof(*at));

	*n = 0;
	for (uint32_t i = 0; i < l->rows; i++) {
		of[i] = (uint32_t)names->n;
		if (!got_in(&l->row[i]))
			continue;
		(void)name_map_add(names, l->row[i].account, &of[i]);
		at[of[i] + 1]++;
		++*n;
	}
	for (uint32_t i = 0; i < names->n; i++)
		at[i + 1] += at[i];
	for (uint32_t i = 0; i < l->rows; i++)
		if (got_in(&l->row[i]))
			order[at[of[i]]++] = i;
	return order;
}

static void read_logins(const struct mail_log *log, struct arena *arena, struct logins_by_name *by)
{
	uint32_t n;
	const uint32_t *order = by_account(&log->logins, &by->number, arena, &n);

	by->net = arena_new(arena, by->number.n + 1, sizeof(*by->net));
	for (uint32_t at = 0; at < n;) {
		struct str name = log->logins.row[order[at]].account;
		struct networks net = networks_next(&log->logins, &log->where, order, n, &at);
		uint32_t number;

		if (name_map_find(&by->number, name, &number))
			by->net[number] = net;
	}
}

static bool is_login(enum mail_class c)
{
	return c == MAIL_LOGIN || c == MAIL_LIST || c == MAIL_REPLY;
}

static void add_logins(struct dossier *d, const struct logins_by_name *by, struct str name)
{
	uint32_t number;

	if (!is_login(d->facts.class) || !name_map_find(&by->number, name, &number))
		return;
	d->logins = by->net[number];
	d->facts.networks = d->logins.most;
	d->facts.countries = d->logins.countries;
	d->facts.guessed = d->logins.guessed;
}

static void add_conduct(struct dossier *d, const struct mail_log *log)
{
	const struct conduct *c = conducts_of(&log->conducts, d->account);

	if (!c)
		return;
	d->facts.unknown = c->unknown;
	d->facts.spam = c->spam;
	d->facts.listed = c->listed;
	d->facts.senders = conduct_senders(c);
	d->facts.domains = conduct_domains(c);
	d->facts.change = quarters_change(&c->sent, log->sum.first, log->sum.last);
}

static void fill(struct dossier *d, const struct mail_log *log, const struct logins_by_name *by)
{
	const struct tally_row *row = &log->accounts.row[d->account];

	d->facts = (struct suspect_facts){ .class = (enum mail_class)row->kind,
					   .marked = mail_log_mark(row).n > 0,
					   .messages = row->n.messages,
					   .sent = row->n.sent,
					   .deferred = row->n.deferred,
					   .bounced = row->n.bounced };
	add_conduct(d, log);
	add_logins(d, by, row->name);
	d->suspicion = suspect_judge(&d->facts);
}

struct dossier *dossiers_of(const struct mail_log *log, struct arena *arena, uint32_t *n)
{
	uint32_t rows;
	const uint32_t *order = tally_order(&log->accounts, arena, &rows);
	struct dossier *d = arena_new(arena, log->conducts.n + 1, sizeof(*d));
	struct logins_by_name by = { 0 };

	*n = 0;
	read_logins(log, arena, &by);
	for (uint32_t i = 0; i < rows && *n < log->conducts.n; i++) {
		if (!conducts_of(&log->conducts, order[i]))
			continue;
		d[*n].account = order[i];
		fill(&d[(*n)++], log, &by);
	}
	name_map_done(&by.number);
	return d;
}

static int by_weight(const void *a, const void *b, void *dossiers)
{
	const struct dossier *all = dossiers;
	uint32_t i = *(const uint32_t *)a, k = *(const uint32_t *)b;

	if (all[i].suspicion.weight != all[k].suspicion.weight)
		return all[i].suspicion.weight < all[k].suspicion.weight ? 1 : -1;
	return (i > k) - (i < k);
}

uint32_t *dossiers_suspects(const struct dossier *d, uint32_t n, struct arena *arena,
			    uint32_t *suspects)
{
	uint32_t *number = arena_new(arena, n ? n : 1, sizeof(*number));

	*suspects = 0;
	for (uint32_t i = 0; i < n; i++)
		if (d[i].suspicion.suspected)
			number[(*suspects)++] = i;
	if (*suspects)
		qsort_r(number, *suspects, sizeof(*number), by_weight, (void *)d);
	return number;
}
