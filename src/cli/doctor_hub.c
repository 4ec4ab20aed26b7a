/* What a running hub says of itself: the inventory, how far the watch has come, who fails. */
#include "cli/doctor.h"

#include "base/json.h"
#include "cli/answer_view.h"
#include "cli/hub.h"
#include "cli/lists_standing.h"

#define WAIT SPAN_S(60)

enum { NAMED_MAX = 3, NAMED_OCTETS = 1 << 12 };

static int64_t number(const struct json *root, const char *part, const char *key)
{
	int64_t n = 0;

	(void)json_int(json_get(json_get(root, part), key), &n);
	return n;
}

static void check_inventory(struct doctor *d, const struct json *root)
{
	int64_t prefixes = number(root, "inventory", "prefixes");
	int64_t tenancies = number(root, "inventory", "tenancies");
	int64_t mail = number(root, "estate", "mail");
	int64_t left_out = number(root, "estate", "v6_left_out");

	if (prefixes == 0)
		doctor_note(d, DOCTOR_WARN, "inventory",
			    STR("no prefix is known: nothing is watched"),
			    "Import your prefixes: netizen import FILE (a column prefix).");
	else
		doctor_note(d, tenancies ? DOCTOR_OK : DOCTOR_NOTE, "inventory",
			    arena_fmt(&d->cli->arena, "%lld prefixes, %lld tenancies",
				      (long long)prefixes, (long long)tenancies),
			    tenancies ? NULL
				      : "Import who holds your addresses: listings then name the "
					"customer.");
	if (prefixes && mail == 0)
		doctor_note(d, DOCTOR_WARN, "mail", STR("no address is known to send mail"),
			    "Flag the addresses that send mail (a column mail, yes): they are "
			    "watched first, and only for them a listing is an alarm.");
	if (left_out)
		doctor_note(d, DOCTOR_NOTE, "inventory",
			    arena_fmt(&d->cli->arena,
				      "%lld IPv6 networks of 64 bits are beyond the limit and not "
				      "watched",
				      (long long)left_out),
			    NULL);
}

/* "198.18.4.19 generic, 198.18.4.16 missing and 3 more" */
static struct str names_amiss(struct doctor *d, const struct json *ptr)
{
	struct arena *a = &d->cli->arena;
	size_t n = json_count(ptr);
	struct buf AUTO(buf_done) out;

	buf_init(&out, NAMED_OCTETS);
	for (size_t i = 0; i < n && i < NAMED_MAX; i++)
		buf_fmt(&out, "%s%.*s %.*s", i ? ", " : "",
			STR_ARG(view_text(a, json_at(ptr, i), "address")),
			STR_ARG(view_text(a, json_at(ptr, i), "verdict")));
	if (n > NAMED_MAX)
		buf_fmt(&out, " and %zu more", n - NAMED_MAX);
	return arena_str(a, buf_str(&out));
}

static void check_names(struct doctor *d, const struct json *root)
{
	const struct json *ptr = json_get(root, "ptr");
	struct str named = names_amiss(d, ptr);

	if (json_count(ptr) == 0)
		return;
	doctor_note(
		d, DOCTOR_WARN, "names",
		arena_fmt(&d->cli->arena,
			  "%zu mail addresses have no reverse name of their own that leads back: "
			  "%.*s",
			  json_count(ptr), STR_ARG(named)),
		"Give every mail address a PTR name of its own that leads back to it (netizen "
		"overview names them).");
}

/* One list that fails is told by doctor_lists; all of them failing is our doing. */
static void check_watch(struct doctor *d, const struct json *root)
{
	int64_t lists = number(root, "watch", "lists");
	int64_t good = number(root, "watch", "good");

	if (lists == 0)
		doctor_note(d, DOCTOR_NOTE, "watch", STR("no list has been heard yet"), NULL);
	else
		doctor_note(d, good == 0 ? DOCTOR_FAIL : DOCTOR_OK, "watch",
			    arena_fmt(&d->cli->arena, "%lld of %lld lists answer rightly",
				      (long long)good, (long long)lists),
			    good == 0 ? "Let UDP port 53 out to the lists' name servers: none of "
					"them answers."
				      : NULL);
}

static void look_at(struct doctor *d, struct str json)
{
	struct json_doc *doc;
	struct err err;

	if (json_parse(json, JSON_BYTES_MAX, &doc, &err) < 0) {
		doctor_note(d, DOCTOR_FAIL, "hub", arena_str(&d->cli->arena, str_of(err.text)),
			    "Let the hub and this command be of one version.");
		return;
	}
	check_inventory(d, json_root(doc));
	check_watch(d, json_root(doc));
	doctor_lists(d);
	check_names(d, json_root(doc));
	json_free(doc);
}

/* Before anything is set up there is nothing for a hub to do. */
static void no_hub(struct doctor *d)
{
	const char *step = "Start the hub: systemctl enable --now netizend.";

	if (d->state.own)
		step = arena_fmt(&d->cli->arena, "Start the hub: netizend --state %s.",
				 d->state.top)
			       .p;
	doctor_note(d, d->set_up ? DOCTOR_FAIL : DOCTOR_NOTE, "hub",
		    STR("no hub runs here: nothing is watched"), d->set_up ? step : NULL);
}

void doctor_hub(struct doctor *d)
{
	const struct hub_ask ask = { .type = MSG_OVERVIEW, .wait = WAIT, .only_live = true };
	struct hub_answer answer = { .kind = ERR_NONE };
	struct err err;
	int r = hub_ask(d->cli, &ask, &answer, &err);

	if (r < 0 && err.kind == ERR_GONE) {
		no_hub(d);
		return;
	}
	if (r < 0 && err.kind == ERR_INPUT) {
		doctor_note(d, DOCTOR_FAIL, "hub", arena_str(&d->cli->arena, str_of(err.text)),
			    "Run netizen doctor as root or as a member of that group.");
		return;
	}
	if (r < 0 || answer.kind != ERR_NONE) {
		doctor_note(d, DOCTOR_FAIL, "hub",
			    r < 0 ? arena_str(&d->cli->arena, str_of(err.text)) : answer.text,
			    d->state.own ? "Look at the hub's log."
					 : "Look at the hub's log: journalctl -u netizend.");
		return;
	}
	doctor_note(d, DOCTOR_OK, "hub", STR("it runs and answers"), NULL);
	look_at(d, answer.json);
}
