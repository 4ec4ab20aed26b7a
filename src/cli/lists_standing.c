/* Asking a running hub for its lists, and telling the answer beside the catalogue. */
#include "cli/lists_standing.h"

#include "base/die.h"
#include "cli/answer_view.h"
#include "cli/hub.h"
#include "cli/listings_view.h"

#include <stdlib.h>

#define WAIT SPAN_S(30)

struct lists_standing {
	struct cli *cli;
	struct json_doc *doc;
};

struct lists_standing *lists_standing_ask(struct cli *cli)
{
	const struct hub_ask ask = { .type = MSG_STANDINGS, .wait = WAIT, .only_live = true };
	struct lists_standing *s;
	struct hub_answer answer;
	struct json_doc *doc;
	struct err err;

	if (hub_ask(cli, &ask, &answer, &err) < 0) {
		if (err.kind != ERR_GONE)
			cli_note(cli, "the hub tells nothing: %s", err.text);
		return NULL;
	}
	if (answer.kind != ERR_NONE) {
		cli_note(cli, "the hub tells nothing: %.*s", STR_ARG(answer.text));
		return NULL;
	}
	if (json_parse(answer.json, JSON_BYTES_MAX, &doc, &err) < 0) {
		cli_note(cli, "the hub's answer: %s", err.text);
		return NULL;
	}
	s = mem_new(1, sizeof(*s));
	*s = (struct lists_standing){ cli, doc };
	return s;
}

void lists_standing_free(struct lists_standing *s)
{
	if (!s)
		return;
	json_free(s->doc);
	free(s);
}

/* The object of the array whose member is so. */
static const struct json *with(const struct lists_standing *s, const char *array, const char *key,
			       struct str value)
{
	const struct json *list = json_get(json_root(s->doc), array);
	struct str is;

	for (size_t i = 0; i < json_count(list); i++)
		if (json_str(json_get(json_at(list, i), key), &is) && str_eq(is, value))
			return json_at(list, i);
	return NULL;
}

const struct json *lists_standing_of(const struct lists_standing *s, const struct list *l)
{
	return s ? with(s, "lists", "list", l->zone) : NULL;
}

size_t lists_standing_count(const struct lists_standing *s)
{
	return s ? json_count(json_get(json_root(s->doc), "lists")) : 0;
}

const struct json *lists_standing_at(const struct lists_standing *s, size_t i)
{
	return json_at(json_get(json_root(s->doc), "lists"), i);
}

uint64_t lists_standing_spent(const struct lists_standing *s, const struct list *l)
{
	const struct json *all = s ? json_get(json_root(s->doc), "budgets") : NULL;
	int64_t most = 0, today;
	struct str operator;
	bool ours;

	for (size_t i = 0; i < json_count(all); i++) {
		const struct json *b = json_at(all, i);

		if (json_str(json_get(b, "operator"), &operator) && str_eq(operator, l->operator) &&
		    json_bool(json_get(b, "ours"), &ours) && ours &&
		    json_int(json_get(b, "today"), &today) && today > most)
			most = today;
	}
	return (uint64_t)most;
}

/* What stands between it and being believed for good. */
static struct str proof(struct cli *cli, const struct json *s)
{
	char text[WHEN_TEXT_MAX + 1];
	int64_t seconds;

	if (str_eq(view_text(&cli->arena, s, "proven"), STR("yes")))
		return STR("");
	if (!json_int(json_get(s, "proven_in"), &seconds))
		return STR(", not proven");
	if (seconds == 0)
		return STR(", proven once it is good again");
	return arena_fmt(&cli->arena, ", proven in %s", span_text(SPAN_S(seconds), text));
}

/* What its SOA serial has spared, or why it spares nothing any more. */
static struct str serials(struct cli *cli, const struct json *s)
{
	struct str trust = view_text(&cli->arena, s, "serial_trust");
	int64_t spared;

	if (str_eq(trust, STR("lied")))
		return STR(", its serial is not believed: it stood still while content changed");
	if (!json_int(json_get(s, "questions_spared"), &spared) || spared == 0)
		return STR("");
	return arena_fmt(&cli->arena, ", %lld questions spared by its serial", (long long)spared);
}

bool lists_standing_held(struct cli *cli, const struct json *s)
{
	return str_eq(view_text(&cli->arena, s, "held"), STR("yes"));
}

bool lists_standing_fails(struct cli *cli, const struct json *s)
{
	struct str health = view_text(&cli->arena, s, "health");

	return lists_standing_held(cli, s) ||
	       (health.n > 0 && !str_eq(health, STR("ok")) && !str_eq(health, STR("spent")));
}

struct str lists_standing_state(struct cli *cli, const struct json *s)
{
	struct str health = view_text(&cli->arena, s, "health");

	if (health.n == 0)
		return STR("not asked yet");
	return lists_standing_held(cli, s) ? STR("held") : health;
}

struct str lists_standing_why(struct cli *cli, const struct json *s)
{
	struct arena *a = &cli->arena;
	struct str why = view_text(a, s, "why");

	if (view_text(a, s, "health").n == 0)
		return STR("-");
	if (lists_standing_held(cli, s))
		return arena_fmt(a,
				 "since %.*s: it names suspiciously many; netizen lists resume "
				 "%.*s",
				 STR_ARG(listing_time(cli, s, "held_since", "-")),
				 STR_ARG(view_text(a, s, "list")));
	return arena_fmt(a, "since %.*s%.*s%.*s%s%.*s", STR_ARG(listing_time(cli, s, "since", "-")),
			 STR_ARG(proof(cli, s)), STR_ARG(serials(cli, s)), why.n ? ": " : "",
			 STR_ARG(why));
}

struct str lists_standing_budget(struct cli *cli, const struct lists_standing *s,
				 const struct list *l)
{
	unsigned long long spent = lists_standing_spent(s, l);

	if (l->budget.per_day == 0)
		return arena_fmt(&cli->arena, "%llu", spent);
	return arena_fmt(&cli->arena, "%llu/%u", spent, l->budget.per_day);
}

static void copy_member(struct jout *j, const struct json *from, const char *key)
{
	const struct json *v = json_get(from, key);
	struct str s;
	int64_t i;
	bool b;

	if (json_str(v, &s))
		jout_str(j, key, s);
	else if (json_int(v, &i))
		jout_int(j, key, i);
	else if (json_bool(v, &b))
		jout_bool(j, key, b);
	else
		jout_null(j, key);
}

void lists_standing_json(struct jout *j, const struct lists_standing *s, const struct list *l)
{
	static const char *const member[] = {
		"health",          "why",      "since",        "last",
		"last_good",       "failures", "retry",        "proven",
		"proven_in",       "baseline", "held",         "held_since",
		"named",           "open",     "serial_trust", "walks_spared",
		"questions_spared"
	};
	const struct json *standing = lists_standing_of(s, l);

	if (!standing) {
		jout_null(j, "standing");
	} else {
		jout_open(j, "standing", '{');
		for (size_t i = 0; i < LEN(member); i++)
			copy_member(j, standing, member[i]);
		jout_close(j, '}');
	}
	jout_int(j, "spent_today", (int64_t)lists_standing_spent(s, l));
	if (l->budget.per_day)
		jout_int(j, "per_day", l->budget.per_day);
	else
		jout_null(j, "per_day");
}
