/* Reading what refusals mean. */
#include "conf/refusals.h"

#include "base/near.h"
#include "conf/ini.h"
#include "conf/share.h"
#include "sys/file.h"
#include "sys/folder.h"

enum { WORDS_MAX = 512 };

struct section {
	struct str name;
	uint32_t provider;
	bool rules, sourced, checked; /* what stands in it */
};

enum part { PART_NONE, PART_CATALOGUE, PART_PROVIDER, PART_LIST, PART_REPLIES };

struct reader {
	struct refusal_rules *rules;
	bool own;
	enum part part;
	struct section at;
};

static const char *const part_name[] = { "catalogue", "provider", "list", "replies" };

/* The section that ends here says where its rules are from. */
static int end_section(const struct reader *r, struct err *err)
{
	if (r->part != PART_REPLIES || r->own || !r->at.rules || (r->at.sourced && r->at.checked))
		return 0;
	return err_set(err, ERR_INPUT, "[replies \"%.*s\"], which ends here, wants %s",
		       STR_ARG(r->at.name), r->at.sourced ? "checked = DATE" : "source = URL");
}

static int no_section(struct str kind, struct err *err)
{
	const char *near = near_word(kind, part_name, LEN(part_name));

	return err_set(err, ERR_INPUT,
		       "[%.*s]: there are [provider \"name\"], [list \"zone\"], [replies \"name\"] "
		       "and [catalogue]%s%s%s",
		       STR_ARG(kind), near ? "; did you mean \"" : "", near ? near : "",
		       near ? "\"?" : "");
}

static int begin_section(struct reader *r, const struct ini_event *ev, struct err *err)
{
	if (end_section(r, err) < 0)
		return -1;
	r->part = PART_NONE;
	for (size_t i = 0; i < LEN(part_name); i++)
		if (str_eq(ev->kind, str_of(part_name[i])))
			r->part = (enum part)(i + 1);
	if (r->part == PART_NONE)
		return no_section(ev->kind, err);
	if (r->part != PART_CATALOGUE && ev->name.n == 0)
		return err_set(err, ERR_INPUT, "[%.*s] wants a name: [%.*s \"name\"]",
			       STR_ARG(ev->kind), STR_ARG(ev->kind));
	r->at = (struct section){ .name = arena_str(&r->rules->mem, ev->name),
				  .provider = REFUSAL_ANY };
	if (r->part == PART_PROVIDER)
		return refusal_rules_provider(r->rules, ev->name, &r->at.provider, err);
	return 0;
}

static int unknown_key(const struct ini_event *ev, const char *known, struct err *err)
{
	return err_set(err, ERR_INPUT, "[%.*s] has no setting \"%.*s\": %s", STR_ARG(ev->kind),
		       STR_ARG(ev->key), known);
}

static int set_provider(struct reader *r, struct ini_event *ev, struct err *err)
{
	struct refusal_rule rule = { .sort = REFUSAL_SAYS,
				     .provider = r->at.provider,
				     .own = r->own };

	if (str_eq(ev->key, STR("title"))) {
		r->rules->provider[r->at.provider].title = arena_str(&r->rules->mem, ev->value);
		return 0;
	}
	if (str_eq(ev->key, STR("server")))
		return refusal_rules_server(r->rules, ev->value, r->at.provider, err);
	if (str_eq(ev->key, STR("says")))
		return refusal_rules_add(r->rules, &rule, ev->value, err);
	ev->blame = ev->key_at;
	return unknown_key(ev, "title, server and says", err);
}

static int set_list(struct reader *r, struct ini_event *ev, struct err *err)
{
	struct refusal_rule rule = { .sort = REFUSAL_CITES,
				     .meaning = REFUSAL_BLOCKLISTED,
				     .provider = REFUSAL_ANY,
				     .list = r->at.name,
				     .own = r->own };

	if (str_eq(ev->key, STR("cites")))
		return refusal_rules_add(r->rules, &rule, ev->value, err);
	ev->blame = ev->key_at;
	return unknown_key(ev, "cites", err);
}

static int no_meaning(struct ini_event *ev, struct err *err)
{
	struct buf AUTO(buf_done) words;

	buf_init(&words, WORDS_MAX);
	refusal_meaning_words(&words);
	ev->blame = ev->key_at;
	return err_set(err, ERR_INPUT,
		       "\"%.*s\" is no meaning, nor provider, source or checked; meanings are %.*s",
		       STR_ARG(ev->key), STR_ARG(buf_str(&words)));
}

static int known_provider(struct reader *r, struct str key, struct err *err)
{
	for (uint32_t i = 0; i < r->rules->providers; i++)
		if (str_eq(r->rules->provider[i].key, key)) {
			r->at.provider = i;
			return 0;
		}
	return err_set(err, ERR_INPUT, "there is no [provider \"%.*s\"] before this", STR_ARG(key));
}

static int set_date(struct str text, bool *seen, struct err *err)
{
	struct civil day;

	*seen = true;
	return civil_parse(text, &day, err);
}

static int set_reply(struct reader *r, struct ini_event *ev, struct err *err)
{
	struct refusal_rule rule = { .sort = REFUSAL_REPLY,
				     .provider = r->at.provider,
				     .own = r->own };

	if (str_eq(ev->key, STR("checked")))
		return set_date(ev->value, &r->at.checked, err);
	if (str_eq(ev->key, STR("source"))) {
		r->at.sourced = true;
		return ev->value.n ? 0 : err_set(err, ERR_INPUT, "a source was expected");
	}
	if (str_eq(ev->key, STR("provider")) && r->at.rules)
		return err_set(err, ERR_INPUT, "provider stands before the rules");
	if (str_eq(ev->key, STR("provider")))
		return known_provider(r, ev->value, err);
	if (!refusal_meaning_of(ev->key, &rule.meaning))
		return no_meaning(ev, err);
	r->at.rules = true;
	return refusal_rules_add(r->rules, &rule, ev->value, err);
}

static int tell(void *ctx, struct ini_event *ev, struct err *err)
{
	struct reader *r = ctx;
	bool dated;

	if (!ev->key.p)
		return begin_section(r, ev, err);
	switch (r->part) {
	case PART_PROVIDER:
		return set_provider(r, ev, err);
	case PART_LIST:
		return set_list(r, ev, err);
	case PART_REPLIES:
		return set_reply(r, ev, err);
	case PART_CATALOGUE:
		if (str_eq(ev->key, STR("version")))
			return set_date(ev->value, &dated, err);
		break;
	case PART_NONE:
		break;
	}
	ev->blame = ev->key_at;
	return unknown_key(ev, "version", err);
}

int refusals_read(struct refusal_rules *rules, struct str text, struct str file, bool own,
		  struct err *err)
{
	struct reader r = { .rules = rules, .own = own };

	if (ini_read(text, file, tell, &r, err) < 0)
		return -1;
	return end_section(&r, err) < 0 ? err_in(err, "%.*s", STR_ARG(file)) : 0;
}

static int read_one(struct refusal_rules *rules, struct str path, bool own, struct err *err)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, REFUSALS_FILE_MAX);
	if (file_load(path, &text, err) < 0)
		return -1;
	return refusals_read(rules, buf_str(&text), path, own, err);
}

static int read_folder(struct refusal_rules *rules, struct str folder, bool own, struct err *err)
{
	struct folder_list names;

	if (folder_names(folder, STR(".conf"), &rules->mem, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		struct str path = arena_fmt(&rules->mem, "%.*s/%.*s", STR_ARG(folder),
					    STR_ARG(names.name[i]));

		if (read_one(rules, path, own, err) < 0)
			return -1;
	}
	return 0;
}

static int read_all(struct refusal_rules *rules, const struct refusals_places *where,
		    struct err *err)
{
	struct str shipped = where->shipped;
	struct str folder = where->folder.n ? where->folder : STR("/etc/netizen/refusals.d");

	if (shipped.n == 0 && !share_folder(&rules->mem, "refusals", &shipped))
		return err_set(
			err, ERR_GONE,
			"what refusals mean is not installed in %s/refusals; name the folder "
			"above it with NETIZEN_SHARE",
			NETIZEN_DATADIR);
	if (read_folder(rules, shipped, false, err) < 0)
		return -1;
	if (folder_exists(folder) && read_folder(rules, folder, true, err) < 0)
		return -1;
	return where->file.n ? read_one(rules, where->file, true, err) : 0;
}

int refusals_load(struct refusal_rules *rules, const struct refusals_places *where, struct err *err)
{
	refusal_rules_init(rules);
	if (read_all(rules, where, err) < 0) {
		refusal_rules_done(rules);
		return -1;
	}
	refusal_rules_seal(rules);
	return 0;
}
