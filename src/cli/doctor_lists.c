/* The lists that fail or are held, each by name with what can be done. */
#include "cli/doctor.h"

#include "cli/answer_view.h"
#include "cli/lists_standing.h"

enum { NAMED_MAX = 5 };

static const char *step_of(struct doctor *d, const struct json *s)
{
	struct arena *a = &d->cli->arena;
	struct str zone = view_text(a, s, "list");
	struct str health = view_text(a, s, "health");

	if (lists_standing_held(d->cli, s))
		return arena_fmt(a,
				 "Look at netizen listings --list %.*s; if it is true: netizen "
				 "lists resume %.*s.",
				 STR_ARG(zone), STR_ARG(zone))
			.p;
	if (str_eq(health, STR("refused")))
		return arena_fmt(a,
				 "Ask the operator of %.*s for a key or for leave, or switch it "
				 "off: ask = no in [zone \"%.*s\"].",
				 STR_ARG(zone), STR_ARG(zone))
			.p;
	return arena_fmt(a,
			 "See what ails %.*s: netizen lists check --list %.*s; if it stays so, "
			 "switch it off: ask = no in [zone \"%.*s\"].",
			 STR_ARG(zone), STR_ARG(zone), STR_ARG(zone))
		.p;
}

/* What is held waits for a person; what fails at its own doing is asked again by itself. */
static void note(struct doctor *d, const struct json *s)
{
	struct arena *a = &d->cli->arena;

	doctor_note(d, lists_standing_held(d->cli, s) ? DOCTOR_WARN : DOCTOR_NOTE, "list",
		    arena_fmt(a, "%.*s: %.*s %.*s", STR_ARG(view_text(a, s, "list")),
			      STR_ARG(lists_standing_state(d->cli, s)),
			      STR_ARG(lists_standing_why(d->cli, s))),
		    step_of(d, s));
}

static size_t note_those(struct doctor *d, const struct lists_standing *all, bool held)
{
	size_t n = 0;

	for (size_t i = 0; i < lists_standing_count(all); i++) {
		const struct json *s = lists_standing_at(all, i);

		if (!lists_standing_fails(d->cli, s) || lists_standing_held(d->cli, s) != held)
			continue;
		if (n++ < NAMED_MAX)
			note(d, s);
	}
	return n > NAMED_MAX ? n - NAMED_MAX : 0;
}

void doctor_lists(struct doctor *d)
{
	struct lists_standing *all = lists_standing_ask(d->cli);
	size_t more = note_those(d, all, true);

	more += note_those(d, all, false);
	if (more)
		doctor_note(d, DOCTOR_NOTE, "list",
			    arena_fmt(&d->cli->arena, "%zu lists more fail", more),
			    "Look at netizen lists: those that fail stand first.");
	lists_standing_free(all);
}
