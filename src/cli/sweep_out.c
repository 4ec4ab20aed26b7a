/* Showing the results of a sweep. */
#include "cli/sweep_out.h"

#include "base/jout.h"
#include "cli/sweep_whose.h"
#include "cli/table.h"
#include "sys/clock.h"

#include <inttypes.h>
#include <stdio.h>

enum { LINE_MAX_OCTETS = 1 << 20 };

uint64_t sweep_sums_unknown(const struct sweep_sums *s)
{
	uint64_t n = 0;

	for (size_t i = 0; i < ROUND_WHY_COUNT; i++)
		n += s->unknown[i];
	return n;
}

static void add_sums(struct sweep_sums *s, const struct round_list *l)
{
	s->lists++;
	s->failed += l->health != ROUND_OK;
	s->asked += l->asked;
	s->clean += l->clean;
	s->listed += l->listed;
	s->lost += l->lost;
	s->left_out4 += l->left_out4;
	s->left_out6 += l->left_out6;
	for (size_t i = 0; i < ROUND_WHY_COUNT; i++)
		s->unknown[i] += l->unknown[i];
}

/* A secret key may stand in what servers say; nothing is shown unredacted. */
static struct str shown(struct cli *cli, const struct list *l, struct str text)
{
	struct buf AUTO(buf_done) out;

	buf_init(&out, LINE_MAX_OCTETS);
	if (!text.p)
		return text;
	list_redact(l, text, &out);
	return arena_str(&cli->arena, buf_str(&out));
}

/* Whose the address is, if that is wanted and the hub says; asked after the round, since it
 * may take its time. */
static struct whose whose_of(struct sweep_out *o, const struct round_hit *h)
{
	struct whose w = { 0 };
	struct err err;

	if (!o->kept || o->mute || h->name.p || o->asked == WHOSE_MOST)
		return w;
	o->asked++;
	if (whose_ask(o->job->cli, h->ip, &w, &err) < 0) {
		o->mute = true;
		cli_note(o->job->cli, "--whose: %s", err.text);
	}
	return w;
}

static void json_whose(struct sweep_out *o, struct jout *j, const struct round_hit *h)
{
	struct whose w = whose_of(o, h);

	if (!o->kept)
		return;
	if (!w.known) {
		jout_null(j, "whose");
		return;
	}
	jout_open(j, "whose", '{');
	jout_str(j, "customer", w.customer.n ? w.customer : (struct str){ NULL, 0 });
	jout_str(j, "customer_name", w.name.n ? w.name : (struct str){ NULL, 0 });
	jout_str(j, "machine", w.machine.n ? w.machine : (struct str){ NULL, 0 });
	jout_str(j, "sure", w.sure);
	jout_str(j, "use", w.use.n ? w.use : (struct str){ NULL, 0 });
	jout_str(j, "last", w.last.n ? w.last : (struct str){ NULL, 0 });
	jout_close(j, '}');
}

static void put_line(struct buf *line)
{
	buf_byte(line, '\n');
	cli_out(buf_str(line));
}

static struct str meaning(struct cli *cli, const struct round_hit *h)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, LINE_MAX_OCTETS);
	for (size_t i = 0; i < h->codes; i++) {
		if (i > 0 && h->code[i].code == h->code[i - 1].code)
			continue; /* said already */
		if (i > 0)
			buf_add(&text, STR(", "));
		if (h->code[i].code && h->code[i].code->meaning.n)
			buf_add(&text, h->code[i].code->meaning);
		else
			buf_add(&text, h->code[i].code ? STR("listed") : STR("a code new to us"));
	}
	return arena_str(&cli->arena, buf_str(&text));
}

static void fmt_code(struct buf *out, uint32_t raw)
{
	buf_fmt(out, "%u.%u.%u.%u", raw >> 24, raw >> 16 & 255, raw >> 8 & 255, raw & 255);
}

static void json_codes(struct jout *j, const struct round_hit *h)
{
	jout_open(j, "codes", '[');
	for (size_t i = 0; i < h->codes; i++) {
		struct buf AUTO(buf_done) text;

		buf_init(&text, IP_TEXT_MAX);
		fmt_code(&text, h->code[i].raw);
		if (i == 0 || h->code[i].raw != h->code[i - 1].raw)
			jout_str(j, NULL, buf_str(&text));
	}
	jout_close(j, ']');
}

static void json_hit(struct sweep_out *o, const struct round_list *l, const struct round_hit *h)
{
	struct cli *cli = o->job->cli;
	struct buf AUTO(buf_done) line;
	struct jout j;

	buf_init(&line, LINE_MAX_OCTETS);
	j = jout_to(&line);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("listing"));
	if (h->name.p)
		jout_str(&j, "name", h->name);
	else
		jout_ip(&j, "address", h->ip);
	if (!h->name.p && !ip_eq(h->about.lo, h->about.hi))
		jout_range(&j, "network", h->about);
	jout_str(&j, "list", list_name_shown(l->list));
	json_codes(&j, h);
	jout_str(&j, "meaning", meaning(cli, h));
	jout_str(&j, "reason", shown(cli, l->list, h->reason));
	jout_int(&j, "ttl", h->ttl);
	jout_str(&j, "kind", str_of(list_kind_name(h->kind)));
	jout_int(&j, "severity", h->severity);
	jout_bool(&j, "confirmed", h->confirmed);
	jout_bool(&j, "policy", h->policy);
	if (h->serial)
		jout_int(&j, "serial", h->serial);
	else
		jout_null(&j, "serial");
	jout_str(&j, "server", h->at.p ? h->at : l->local ? STR("copy") : (struct str){ NULL, 0 });
	json_whose(o, &j, h);
	jout_close(&j, '}');
	put_line(&line);
}

static void json_list(struct sweep_out *o, const struct round_list *l)
{
	struct buf AUTO(buf_done) line;
	struct jout j;

	buf_init(&line, LINE_MAX_OCTETS);
	j = jout_to(&line);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("list"));
	jout_str(&j, "list", list_name_shown(l->list));
	jout_str(&j, "health", str_of(round_health_name(l->health)));
	jout_str(&j, "why",
		 l->why[0] ? shown(o->job->cli, l->list, str_of(l->why)) : (struct str){ NULL, 0 });
	jout_int(&j, "asked", (int64_t)l->asked);
	jout_int(&j, "listed", (int64_t)l->listed);
	jout_int(&j, "clean", (int64_t)l->clean);
	jout_int(&j, "left_out_ipv4", (int64_t)l->left_out4);
	jout_int(&j, "left_out_ipv6", (int64_t)l->left_out6);
	jout_close(&j, '}');
	put_line(&line);
}

void sweep_out_begin(struct sweep_out *o, struct sweep_job *job)
{
	static const struct table_column hit[] = {
		{"ADDRESS",    false, false, 0},
                { "LIST",      false, false, 1},
		{ "CODES",     false, true,  5},
                { "MEANING",   false, true,  2},
		{ "SEVERITY",  true,  false, 3},
                { "CONFIRMED", false, false, 4},
		{ "REASON",    false, true,  7},
                { "WHOSE",     false, true,  6}, /* with --whose only */
	};
	static const struct table_column broken[] = {
		{"LIST",    false, false, 0},
		{ "HEALTH", false, false, 1},
		{ "WHY",    false, true,  2},
	};

	static const struct table_column left_out[] = {
		{"LIST",    false, false, 0},
		{ "FAMILY", false, false, 0},
		{ "CHECKS", true,  false, 0},
	};

	*o = (struct sweep_out){ .job = job };
	if (job->opt.whose)
		o->kept = arena_new(&job->cli->arena, job->choices, sizeof(*o->kept));
	o->hits = table_new(hit, LEN(hit) - !o->kept);
	o->white = table_new(hit, LEN(hit) - !o->kept);
	o->broken = table_new(broken, LEN(broken));
	o->left_out = table_new(left_out, LEN(left_out));
}

static void text_hit(struct sweep_out *o, const struct round_list *l, const struct round_hit *h)
{
	struct cli *cli = o->job->cli;
	struct buf AUTO(buf_done) codes;
	char about[RANGE_TEXT_MAX + 1];
	char severity[16];
	struct str reason = shown(cli, l->list, h->reason);
	struct whose whose = whose_of(o, h);

	buf_init(&codes, LINE_MAX_OCTETS);
	for (size_t i = 0; i < h->codes; i++) {
		if (i > 0 && h->code[i].raw == h->code[i - 1].raw)
			continue;
		if (i > 0)
			buf_byte(&codes, ' ');
		fmt_code(&codes, h->code[i].raw);
	}
	snprintf(severity, sizeof(severity), "%s", h->policy ? "policy" : "-");
	if (!h->policy && h->severity)
		snprintf(severity, sizeof(severity), "%u", h->severity);
	table_row(h->kind == LIST_WHITE ? o->white : o->hits,
		  (struct str[]){ h->name.p ? h->name : str_of(range_text(h->about, about)),
				  list_name_shown(l->list), buf_str(&codes), meaning(cli, h),
				  str_of(severity), h->confirmed ? STR("yes") : STR("no"),
				  reason.p ? reason : STR("-"), whose_text(cli, &whose) });
}

static void text_left_out(struct sweep_out *o, const struct round_list *l, const char *family,
			  uint64_t checks)
{
	char number[24];

	snprintf(number, sizeof(number), "%" PRIu64, checks);
	if (checks > 0)
		table_row(o->left_out, (struct str[]){ list_name_shown(l->list), str_of(family),
						       str_of(number) });
}

static void text_list(struct sweep_out *o, const struct round_list *l)
{
	text_left_out(o, l, "IPv4", l->left_out4);
	text_left_out(o, l, "IPv6", l->left_out6);
	if (l->health == ROUND_OK)
		return;
	table_row(o->broken,
		  (struct str[]){ list_name_shown(l->list), str_of(round_health_name(l->health)),
				  shown(o->job->cli, l->list, str_of(l->why)) });
}

static void show_list(struct sweep_out *o, const struct round_list *l)
{
	for (size_t i = 0; i < l->hits; i++) {
		if (o->job->cli->json)
			json_hit(o, l, &l->hit[i]);
		else
			text_hit(o, l, &l->hit[i]);
	}
	if (o->job->cli->json)
		json_list(o, l);
	else
		text_list(o, l);
}

void sweep_out_list(void *ctx, const struct round_list *l)
{
	struct sweep_out *o = ctx;

	add_sums(&o->sums, l);
	if (o->kept)
		o->kept[o->n_kept++] = l;
	else
		show_list(o, l);
}

static void json_end(struct sweep_out *o, const struct round_totals *t, struct span took)
{
	struct clock_cpu cpu = clock_cpu();
	struct buf AUTO(buf_done) line;
	struct jout j;

	buf_init(&line, LINE_MAX_OCTETS);
	j = jout_to(&line);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("summary"));
	jout_int(&j, "asked", (int64_t)o->sums.asked);
	jout_int(&j, "listed", (int64_t)o->sums.listed);
	jout_int(&j, "clean", (int64_t)o->sums.clean);
	jout_int(&j, "unknown", (int64_t)sweep_sums_unknown(&o->sums));
	jout_open(&j, "unknown_why", '{');
	for (unsigned i = 0; i < ROUND_WHY_COUNT; i++)
		if (o->sums.unknown[i])
			jout_int(&j, round_why_name(i), (int64_t)o->sums.unknown[i]);
	jout_close(&j, '}');
	jout_int(&j, "left_out_ipv4", (int64_t)o->sums.left_out4);
	jout_int(&j, "left_out_ipv6", (int64_t)o->sums.left_out6);
	jout_int(&j, "questions", (int64_t)t->questions);
	jout_int(&j, "retried", (int64_t)t->retried);
	jout_int(&j, "ignored", (int64_t)t->ignored);
	jout_int(&j, "lost", (int64_t)o->sums.lost);
	jout_open(&j, "questions_saved_by", '{');
	jout_int(&j, "local_copy", (int64_t)t->saved_copy);
	jout_int(&j, "range_list", (int64_t)t->saved_range);
	jout_int(&j, "composite_list", (int64_t)t->saved_sibling);
	jout_close(&j, '}');
	jout_real(&j, "seconds", (double)took.us / 1e6);
	jout_real(&j, "cpu_user", (double)cpu.user.us / 1e6);
	jout_real(&j, "cpu_sys", (double)cpu.sys.us / 1e6);
	jout_close(&j, '}');
	put_line(&line);
}

static void print_part(struct table *t, const char *title)
{
	if (table_rows(t) == 0)
		return;
	printf("%s\n", title);
	table_print(t);
	printf("\n");
}

static void print_unknown(const struct sweep_sums *s)
{
	const char *before = ": ";

	printf("%" PRIu64 " unknown", sweep_sums_unknown(s));
	for (unsigned i = 0; i < ROUND_WHY_COUNT; i++) {
		if (s->unknown[i] == 0)
			continue;
		printf("%s%" PRIu64 " %s", before, s->unknown[i], round_why_name(i));
		before = ", ";
	}
}

static void text_end(struct sweep_out *o, const struct round_totals *t, struct span took)
{
	char time[WHEN_TEXT_MAX + 1];

	print_part(o->hits, "Listed:");
	print_part(o->white, "On white lists:");
	print_part(o->broken, "Lists that failed (what they said does not count):");
	print_part(o->left_out, "Not asked (the zone's test point of that family is not listed):");
	printf("%zu list%s, %" PRIu64 " checks: %" PRIu64 " listed, %" PRIu64 " clean, ",
	       o->sums.lists, o->sums.lists == 1 ? "" : "s", o->sums.asked, o->sums.listed,
	       o->sums.clean);
	print_unknown(&o->sums);
	printf(".\n%" PRIu64 " questions in %s, %" PRIu64 " packets repeated.\n", t->questions,
	       span_text(SPAN_MS(took.us / 1000), time), t->retried);
}

void sweep_out_end(struct sweep_out *o, const struct round_totals *totals, struct span took)
{
	for (size_t i = 0; i < o->n_kept; i++)
		show_list(o, o->kept[i]);
	if (o->job->cli->json)
		json_end(o, totals, took);
	else
		text_end(o, totals, took);
}

void sweep_out_done(struct sweep_out *o)
{
	table_free(o->hits);
	table_free(o->white);
	table_free(o->broken);
	table_free(o->left_out);
}
