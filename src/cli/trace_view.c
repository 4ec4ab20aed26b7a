/* Telling a message's path: where it came from, where it went, and what was said to it. */
#include "cli/trace_view.h"

#include "base/jout.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROW_MAX = 1 << 18, MS = 1000 };

static const char *const fate_name[] = { [MAIL_SEEN_SENT] = "sent",
					 [MAIL_SEEN_DEFERRED] = "deferred",
					 [MAIL_SEEN_BOUNCED] = "bounced" };

/* One event of one message, to be put in order with those of the others. */
struct step {
	const struct trace_mail *mail;
	const struct trace_event *event;
	uint32_t n;
};

static int by_time(const void *a, const void *b)
{
	const struct step *x = a, *y = b;

	if (x->event->at.us != y->event->at.us)
		return x->event->at.us < y->event->at.us ? -1 : 1;
	return (x->n > y->n) - (x->n < y->n);
}

/* The end of the group that begins at `from`. */
static uint32_t group_end(const struct trace *t, uint32_t from)
{
	uint32_t end = from + 1;

	while (end < t->mails && t->mail[end]->group == t->mail[from]->group)
		end++;
	return end;
}

/* Those that are told first come first at the same time. */
static struct step *steps_of(struct cli *cli, const struct trace *t, uint32_t from, uint32_t *n)
{
	uint32_t end = group_end(t, from), all = 0;
	struct step *step;

	for (uint32_t i = from; i < end; i++)
		all += t->mail[i]->events;
	step = arena_new(&cli->arena, all + 1, sizeof(*step));
	*n = 0;
	for (uint32_t i = from; i < end; i++)
		for (uint32_t e = 0; e < t->mail[i]->events; e++, (*n)++)
			step[*n] = (struct step){ t->mail[i], &t->mail[i]->event[e], *n };
	if (all)
		qsort(step, all, sizeof(*step), by_time);
	return step;
}

static struct str safe(struct cli *cli, const struct trace_mail *m, struct trace_text text)
{
	return cli_safe(&cli->arena, trace_str(m, text));
}

static void print_server(struct cli *cli, const struct step *s)
{
	struct str name = safe(cli, s->mail, s->event->client);
	struct str address = safe(cli, s->mail, s->event->address);

	printf("%.*s", STR_ARG(name));
	if (address.n)
		printf("[%.*s]", STR_ARG(address));
}

static void print_came(struct cli *cli, const struct step *s)
{
	struct str account = cli_safe(&cli->arena, s->mail->account);

	printf("came");
	if (s->event->client.n + s->event->address.n) {
		printf(" from ");
		print_server(cli, s);
	}
	printf(", account %.*s (%s)\n", STR_ARG(account), mail_class_name(s->mail->class));
}

static void print_attempt(struct cli *cli, const struct step *s)
{
	const struct trace_event *e = s->event;
	struct str to = safe(cli, s->mail, e->to), orig = safe(cli, s->mail, e->orig_to);
	struct str code = safe(cli, s->mail, e->code), by = safe(cli, s->mail, e->by);
	struct str text = safe(cli, s->mail, e->text), next = safe(cli, s->mail, e->next);
	char took[WHEN_TEXT_MAX + 1];

	printf("to %.*s", STR_ARG(to));
	if (orig.n)
		printf(" (was %.*s)", STR_ARG(orig));
	printf(": %s", e->handed_on ? "handed on" : fate_name[e->fate]);
	if (e->client.n + e->address.n) {
		printf(", ");
		print_server(cli, s);
	}
	if (e->handed_on)
		printf(", as %.*s", STR_ARG(next));
	if (by.n)
		printf(", by %.*s", STR_ARG(by));
	if (e->delay_ms)
		printf(", after %s", span_text(SPAN_MS((int64_t)e->delay_ms), took));
	printf("%s%.*s\n", code.n ? ", " : "", STR_ARG(code));
	if (text.n && !e->handed_on)
		printf("      %.*s\n", STR_ARG(text));
}

static void print_step(struct cli *cli, const struct step *s)
{
	char at[WHEN_TEXT_MAX + 1];
	struct str host = cli_safe(&cli->arena, s->mail->host);

	printf("  %s  %.*s%s%.*s  ", instant_text(s->event->at, at), STR_ARG(host),
	       host.n ? "  " : "", (int)s->mail->id_n, s->mail->id);
	if (s->event->kind == MAIL_SEEN_CAME)
		print_came(cli, s);
	else
		print_attempt(cli, s);
}

void trace_page(struct cli *cli, const struct trace *t)
{
	for (uint32_t i = 0; i < t->mails; i = group_end(t, i)) {
		const struct trace_mail *m = t->mail[i];
		struct str id = safe(cli, m, m->message_id), sender = safe(cli, m, m->sender);
		uint32_t n;
		const struct step *step = steps_of(cli, t, i, &n);

		printf("Message-ID %.*s from %.*s\n", STR_ARG(id.n ? id : STR("unknown")),
		       STR_ARG(sender.n ? sender : STR("(unknown)")));
		for (uint32_t k = 0; k < n; k++)
			print_step(cli, &step[k]);
		if (m->more)
			printf("  and %u more lines of it\n", m->more);
		putchar('\n');
	}
}

static void text_or_null(struct jout *j, const char *key, const struct trace_mail *m,
			 struct trace_text text)
{
	jout_str(j, key, text.n ? trace_str(m, text) : (struct str){ 0 });
}

static void json_attempt(struct jout *j, const struct trace_mail *m, const struct trace_event *e)
{
	jout_str(j, "fate", str_of(e->handed_on ? "handed on" : fate_name[e->fate]));
	text_or_null(j, "to", m, e->to);
	text_or_null(j, "orig_to", m, e->orig_to);
	text_or_null(j, "server", m, e->client);
	text_or_null(j, "address", m, e->address);
	text_or_null(j, "by", m, e->by);
	text_or_null(j, "code", m, e->code);
	text_or_null(j, "text", m, e->text);
	text_or_null(j, "next", m, e->next);
	jout_real(j, "delay", (double)e->delay_ms / MS);
}

static void json_came(struct jout *j, const struct trace_mail *m, const struct trace_event *e)
{
	jout_str(j, "fate", STR("came"));
	text_or_null(j, "client", m, e->client);
	text_or_null(j, "address", m, e->address);
	jout_str(j, "account", m->account);
	jout_str(j, "class", str_of(mail_class_name(m->class)));
}

static void json_step(struct jout *j, const struct step *s)
{
	jout_open(j, NULL, '{');
	jout_when(j, "at", s->event->at);
	jout_str(j, "machine", s->mail->host.n ? s->mail->host : (struct str){ 0 });
	jout_str(j, "id", (struct str){ s->mail->id, s->mail->id_n });
	if (s->event->kind == MAIL_SEEN_CAME)
		json_came(j, s->mail, s->event);
	else
		json_attempt(j, s->mail, s->event);
	jout_close(j, '}');
	cli_out(buf_str(j->out));
	buf_clear(j->out);
}

static void json_message(struct cli *cli, struct jout *j, const struct trace *t, uint32_t i)
{
	const struct trace_mail *m = t->mail[i];
	uint32_t n;
	const struct step *step = steps_of(cli, t, i, &n);

	jout_open(j, NULL, '{');
	text_or_null(j, "message_id", m, m->message_id);
	text_or_null(j, "sender", m, m->sender);
	jout_open(j, "path", '[');
	for (uint32_t k = 0; k < n; k++)
		json_step(j, &step[k]);
	jout_close(j, ']');
	jout_int(j, "more", m->more);
	jout_close(j, '}');
}

void trace_json(struct cli *cli, const struct trace *t)
{
	const struct mail_log_sums *s = &t->log->sum;
	bool timed = instant_cmp(s->first, s->last) <= 0;
	struct buf AUTO(buf_done) out;
	struct jout j;

	buf_init(&out, ROW_MAX);
	j = jout_to(&out);
	jout_open(&j, NULL, '{');
	jout_when(&j, "from", timed ? s->first : WHEN_NEVER);
	jout_when(&j, "until", timed ? s->last : WHEN_NEVER);
	jout_open(&j, "messages", '[');
	for (uint32_t i = 0; i < t->mails; i = group_end(t, i))
		json_message(cli, &j, t, i);
	jout_close(&j, ']');
	jout_int(&j, "more", (int64_t)t->more);
	jout_close(&j, '}');
	buf_byte(&out, '\n');
	cli_out(buf_str(&out));
}
