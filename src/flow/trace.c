/* Keeping what lines tell of messages, until it is known whether they are asked for. */
#include "flow/trace.h"

#include "base/die.h"

#include <stdlib.h>
#include <string.h>

enum { HOPS_MAX = 4 }; /* between servers whose files were read in any order */

struct str trace_str(const struct trace_mail *m, struct trace_text text)
{
	return str_sub(buf_str(&m->text), text.at, text.n);
}

static struct trace_text keep(struct trace_mail *m, struct str s)
{
	struct trace_text text = { (uint32_t)m->text.n, (uint32_t)s.n };

	if (s.n > TRACE_TEXT_MAX - m->text.n)
		return (struct trace_text){ 0 };
	buf_add(&m->text, s);
	return text;
}

static void free_mail(struct trace_mail *m)
{
	if (!m)
		return;
	free(m->event);
	buf_done(&m->text);
	free(m);
}

static struct trace_mail *mail_at(struct trace *t, uint32_t place)
{
	const struct mail *m = &t->log->mails.mail[place];
	struct trace_mail *new;

	if (place >= t->lives) {
		uint32_t lives = place * 2 + 64;

		t->live = mem_grow(t->live, lives, sizeof(struct trace_mail *));
		for (; t->lives < lives; t->lives++)
			t->live[t->lives] = NULL;
	}
	if (t->live[place])
		return t->live[place];
	new = mem_new(1, sizeof(*new));
	memcpy(new->id, m->id, m->id_n);
	new->id_n = m->id_n;
	new->number = new->group = t->groups++;
	new->host = t->log->hosts.row[m->host].name;
	buf_init(&new->text, TRACE_TEXT_MAX);
	t->live[place] = new;
	return new;
}

static struct trace_event *event_of(struct trace_mail *m)
{
	if (m->events == TRACE_EVENTS_MAX) {
		m->more++;
		return NULL;
	}
	if (m->events == m->room) {
		m->room = m->room ? 2 * m->room : 4;
		m->event = mem_grow(m->event, m->room, sizeof(*m->event));
	}
	return &m->event[m->events++];
}

static void add_event(struct trace *t, struct trace_mail *m, const struct mail_seen *seen)
{
	struct trace_event *e = event_of(m);

	if (!e)
		return;
	*e = (struct trace_event){ .at = t->log->now,
				   .kind = seen->kind,
				   .fate = seen->fate,
				   .client = keep(m, seen->client),
				   .address = keep(m, seen->address),
				   .to = keep(m, seen->to),
				   .orig_to = keep(m, seen->orig_to),
				   .by = keep(m, seen->by),
				   .code = keep(m, seen->code),
				   .text = keep(m, seen->text),
				   .next = keep(m, seen->next),
				   .delay_ms = seen->delay_ms };
}

static struct str bare_id(struct str id)
{
	if (id.n > 2 && id.p[0] == '<' && str_ends(id, STR(">")))
		return str_sub(id, 1, id.n - 2);
	return id;
}

static void on_seen(void *owner, uint32_t place, const struct mail_seen *seen)
{
	struct trace *t = owner;
	struct trace_mail *m = mail_at(t, place);
	struct instant now = t->log->now;

	m->timely = m->timely ||
		    (instant_cmp(now, t->ask.since) >= 0 && instant_cmp(now, t->ask.until) < 0);
	if (seen->kind == MAIL_SEEN_KNOWN) {
		if (seen->message_id.n)
			m->message_id = keep(m, bare_id(seen->message_id));
		if (seen->sender.n)
			m->sender = keep(m, seen->sender);
		return;
	}
	if (seen->kind == MAIL_SEEN_ATTEMPT && !m->asked)
		m->asked = t->ask.to.n == 0 || mail_filter_address(t->ask.to, seen->to) ||
			   (seen->orig_to.n && mail_filter_address(t->ask.to, seen->orig_to));
	add_event(t, m, seen);
}

static void on_handed_on(void *owner, uint32_t from, uint32_t to)
{
	struct trace *t = owner;

	mail_at(t, to)->group = mail_at(t, from)->group;
}

static bool is_asked(const struct trace *t, const struct trace_mail *m)
{
	struct str queue_id = { m->id, m->id_n };

	return m->timely && (m->asked || t->ask.to.n == 0) &&
	       (t->ask.from.n == 0 || mail_filter_address(t->ask.from, trace_str(m, m->sender))) &&
	       (t->ask.id.n == 0 || str_eq(t->ask.id, queue_id) ||
		str_eq(t->ask.id, trace_str(m, m->message_id)));
}

static void on_gone(void *owner, uint32_t place)
{
	struct trace *t = owner;
	const struct mail *of = &t->log->mails.mail[place];
	struct trace_mail *m = place < t->lives ? t->live[place] : NULL;

	if (!m)
		return;
	t->live[place] = NULL;
	if (!is_asked(t, m) || t->mails == TRACE_MAILS_MAX) {
		t->more += is_asked(t, m);
		free_mail(m);
		return;
	}
	m->account = t->log->accounts.row[of->account].name;
	m->class = (enum mail_class)of->origin;
	t->mail[t->mails++] = m;
}

void trace_init(struct trace *t, struct mail_log *log, const struct trace_ask *ask)
{
	*t = (struct trace){ .ask = *ask, .log = log };
	t->ask.id = bare_id(ask->id);
	t->watch = (struct mail_watch){ t, on_seen, on_handed_on, on_gone };
	t->mail = mem_new(TRACE_MAILS_MAX, sizeof(struct trace_mail *));
	log->watch = &t->watch;
}

void trace_done(struct trace *t)
{
	for (uint32_t i = 0; i < t->lives; i++)
		free_mail(t->live[i]);
	for (uint32_t i = 0; i < t->mails; i++)
		free_mail(t->mail[i]);
	free(t->live);
	free(t->mail);
	*t = (struct trace){ 0 };
}

/* Whether `a` was told the id of `b` as what it is at the next server. */
static bool became(const struct trace_mail *a, const struct trace_mail *b)
{
	struct str id = { b->id, b->id_n };

	if (a == b || !a->message_id.n ||
	    !str_eq(trace_str(a, a->message_id), trace_str(b, b->message_id)))
		return false;
	for (uint32_t i = 0; i < a->events; i++)
		if (str_eq(trace_str(a, a->event[i].next), id))
			return true;
	return false;
}

/* Those that the log had forgotten by the time it was told. */
static void join_groups(struct trace *t)
{
	for (uint32_t i = 0; i < t->mails; i++)
		for (uint32_t k = 0; k < t->mails; k++)
			if (became(t->mail[i], t->mail[k]))
				t->mail[k]->group = t->mail[i]->group;
}

static int64_t first_of(const struct trace_mail *m)
{
	return m->events ? m->event[0].at.us : INT64_MAX;
}

static int by_group(const void *a, const void *b)
{
	const struct trace_mail *x = *(struct trace_mail *const *)a;
	const struct trace_mail *y = *(struct trace_mail *const *)b;

	if (x->group != y->group)
		return x->group < y->group ? -1 : 1;
	if (first_of(x) != first_of(y))
		return first_of(x) < first_of(y) ? -1 : 1;
	return (x->number > y->number) - (x->number < y->number);
}

/* What it was handed on as is told next. */
static void mark_handed_on(struct trace *t)
{
	for (uint32_t i = 0; i < t->mails; i++) {
		for (uint32_t k = 0; k < t->mails; k++) {
			struct trace_mail *m = t->mail[i];
			struct str id = { t->mail[k]->id, t->mail[k]->id_n };

			if (i == k || m->group != t->mail[k]->group)
				continue;
			for (uint32_t e = 0; e < m->events; e++)
				m->event[e].handed_on = m->event[e].handed_on ||
							str_eq(trace_str(m, m->event[e].next), id);
		}
	}
}

void trace_finish(struct trace *t)
{
	for (uint32_t i = 0; i < t->lives; i++)
		on_gone(t, i);
	for (int hop = 0; hop < HOPS_MAX; hop++)
		join_groups(t);
	qsort(t->mail, t->mails, sizeof(struct trace_mail *), by_group);
	mark_handed_on(t);
	t->log->watch = NULL;
}
