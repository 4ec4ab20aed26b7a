/* Values by table: each type knows how to read and how to show itself. */
#include "conf/setting.h"

#include "base/die.h"
#include "base/near.h"
#include "base/when.h"
#include "sys/env.h"
#include "sys/file.h"

#include <stdio.h>
#include <string.h>

enum { KEYS_MAX = 64 };

const struct conf_item *conf_item_of(const struct conf_table *t, struct str key, struct err *err)
{
	const char *keys[KEYS_MAX];
	const char *near;

	die_if(t->n > KEYS_MAX);
	for (size_t i = 0; i < t->n; i++) {
		keys[i] = t->item[i].key;
		if (str_eq(key, str_of(keys[i])))
			return &t->item[i];
	}
	near = near_word(key, keys, t->n);
	err_set(err, ERR_INPUT, "[%s] has no setting \"%.*s\"%s%s%s", t->section, STR_ARG(key),
		near ? "; did you mean \"" : "", near ? near : "", near ? "\"?" : "");
	return NULL;
}

const struct conf_table *conf_table_of(const struct conf_table *const *t, size_t n, struct str kind,
				       struct str name, struct err *err)
{
	const char *kinds[KEYS_MAX];
	const char *near;

	die_if(n > KEYS_MAX);
	for (size_t i = 0; i < n; i++) {
		kinds[i] = t[i]->section;
		if (!str_eq(kind, str_of(kinds[i])))
			continue;
		if (t[i]->named == (name.p != NULL))
			return t[i];
		err_set(err, ERR_INPUT,
			t[i]->named ? "[%s] needs a name: [%s \"...\"]"
				    : "[%s] takes no name: write [%s]",
			kinds[i], kinds[i]);
		return NULL;
	}
	near = near_word(kind, kinds, n);
	err_set(err, ERR_INPUT, "no section is called [%.*s]%s%s%s", STR_ARG(kind),
		near ? "; did you mean [" : "", near ? near : "", near ? "]?" : "");
	return NULL;
}

/* A relative name is looked for among the service manager's credentials first, then beside the
 * file that names it. */
static struct str secret_path(const struct conf_source *from, struct str name)
{
	struct str credentials = env_of("CREDENTIALS_DIRECTORY");
	size_t folder = from->file.n;
	struct file f;

	if (name.n && name.p[0] == '/')
		return name;
	if (credentials.p) {
		struct str path =
			arena_fmt(from->mem, "%.*s/%.*s", STR_ARG(credentials), STR_ARG(name));

		if (file_open(&f, path, NULL) == 0) {
			file_close(&f);
			return path;
		}
	}
	while (folder && from->file.p[folder - 1] != '/')
		folder--;
	return arena_fmt(from->mem, "%.*s%.*s", (int)folder, from->file.p ? from->file.p : "",
			 STR_ARG(name));
}

static int set_secret(struct str *field, const struct conf_source *from, struct str value,
		      struct err *err)
{
	struct buf AUTO(buf_done) text;
	struct str secret;

	buf_init(&text, CONF_SECRET_MAX);
	if (value.n == 0 || value.p[0] != '@') {
		*field = arena_str(from->mem, value);
		return 0;
	}
	if (file_load(secret_path(from, str_sub(value, 1, value.n)), &text, err) < 0)
		return err_in(err, "secret");
	secret = str_trim(buf_str(&text));
	if (secret.n == 0)
		return err_set(err, ERR_INPUT, "secret: %.*s is empty", STR_ARG(value));
	*field = arena_str(from->mem, secret);
	return 0;
}

static int set_bool(bool *field, struct str value, struct err *err)
{
	if (!str_eq(value, STR("yes")) && !str_eq(value, STR("no")))
		return err_set(err, ERR_INPUT, "\"%.*s\" is neither yes nor no", STR_ARG(value));
	*field = str_eq(value, STR("yes"));
	return 0;
}

static int set_number(const struct conf_item *item, uint32_t *field, struct str value,
		      struct err *err)
{
	uint64_t n;

	if (!str_u64(value, item->most, &n) || n < item->least)
		return err_set(err, ERR_INPUT, "\"%.*s\" is no number from %u to %u",
			       STR_ARG(value), item->least, item->most);
	*field = (uint32_t)n;
	return 0;
}

static int set_span(const struct conf_item *item, struct span *field, struct str value,
		    struct err *err)
{
	char least[WHEN_TEXT_MAX + 1], most[WHEN_TEXT_MAX + 1];
	struct span d;

	if (span_parse(value, &d, err) < 0)
		return -1;
	if (d.us < SPAN_S(item->least).us || d.us > SPAN_S(item->most).us)
		return err_set(err, ERR_INPUT, "\"%.*s\" is not between %s and %s", STR_ARG(value),
			       span_text(SPAN_S(item->least), least),
			       span_text(SPAN_S(item->most), most));
	*field = d;
	return 0;
}

static int set_word(const struct conf_item *item, int *field, struct str value, struct err *err)
{
	struct buf AUTO(buf_done) words;

	buf_init(&words, ERR_TEXT_MAX);
	for (int i = 0; item->word[i]; i++) {
		if (str_eq(value, str_of(item->word[i]))) {
			*field = i;
			return 0;
		}
		buf_fmt(&words, "%s%s", i ? ", " : "", item->word[i]);
	}
	return err_set(err, ERR_INPUT, "\"%.*s\" is none of: %s", STR_ARG(value), buf_c(&words));
}

static int set_value(const struct conf_item *item, void *field, const struct conf_source *from,
		     struct str value, struct err *err)
{
	switch (item->type) {
	case CONF_TEXT:
		*(struct str *)field = arena_str(from->mem, value);
		return 0;
	case CONF_SECRET:
		return set_secret(field, from, value, err);
	case CONF_BOOL:
		return set_bool(field, value, err);
	case CONF_NUMBER:
		return set_number(item, field, value, err);
	case CONF_SPAN:
		return set_span(item, field, value, err);
	case CONF_WORD:
		return set_word(item, field, value, err);
	case CONF_OWN:
		return item->set(field, from, value, err);
	}
	return 0;
}

static size_t size_of(enum conf_type type)
{
	switch (type) {
	case CONF_TEXT:
	case CONF_SECRET:
		return sizeof(struct str);
	case CONF_BOOL:
		return sizeof(bool);
	case CONF_NUMBER:
		return sizeof(uint32_t);
	case CONF_SPAN:
		return sizeof(struct span);
	case CONF_WORD:
		return sizeof(int);
	case CONF_OWN:
		break;
	}
	return 0;
}

int conf_set(const struct conf_item *item, void *into, const struct conf_source *from,
	     struct str value, struct err *err)
{
	void *field = (char *)into + item->at;

	if (value.n == 0) {
		if (item->type == CONF_OWN && item->set(field, from, value, err) < 0)
			return -1;
		memset(field, 0, size_of(item->type));
		if (!item->start)
			return 0;
		value = str_of(item->start);
	}
	return set_value(item, field, from, value, err);
}

void conf_defaults(const struct conf_table *t, void *into, struct arena *mem)
{
	const struct conf_source from = { .mem = mem };
	struct err err;

	for (size_t i = 0; i < t->n; i++)
		if (conf_set(&t->item[i], into, &from, STR(""), &err) < 0)
			die("default of %s in [%s]: %s", t->item[i].key, t->section, err.text);
}

/* Exactly, and so that it can be read again: "1h30m". */
static void show_span(struct span d, struct buf *out)
{
	static const struct {
		int64_t us;
		const char *name;
	} unit[] = {
		{INT64_C(86400000000), "d" },
                { INT64_C(3600000000), "h" },
		{ INT64_C(60000000),   "m" },
                { INT64_C(1000000),    "s" },
		{ INT64_C(1000),       "ms"},
	};

	if (d.us < unit[LEN(unit) - 1].us)
		buf_add(out, STR("0s"));
	for (size_t i = 0; i < LEN(unit); i++) {
		if (d.us >= unit[i].us)
			buf_fmt(out, "%lld%s", (long long)(d.us / unit[i].us), unit[i].name);
		d.us %= unit[i].us;
	}
}

void conf_show(const struct conf_item *item, const void *of, struct buf *out)
{
	const void *field = (const char *)of + item->at;

	switch (item->type) {
	case CONF_TEXT:
		buf_add(out, *(const struct str *)field);
		break;
	case CONF_SECRET:
		if (((const struct str *)field)->n)
			buf_add(out, STR("(secret)"));
		break;
	case CONF_BOOL:
		buf_add(out, *(const bool *)field ? STR("yes") : STR("no"));
		break;
	case CONF_NUMBER:
		buf_fmt(out, "%u", *(const uint32_t *)field);
		break;
	case CONF_SPAN:
		show_span(*(const struct span *)field, out);
		break;
	case CONF_WORD:
		buf_add(out, str_of(item->word[*(const int *)field]));
		break;
	case CONF_OWN:
		item->show(field, out);
		break;
	}
}

static void manual_type(const struct conf_item *item, struct buf *out)
{
	char least[WHEN_TEXT_MAX + 1], most[WHEN_TEXT_MAX + 1];

	switch (item->type) {
	case CONF_TEXT:
	case CONF_OWN:
		break;
	case CONF_SECRET:
		buf_add(out, STR(" A secret: the value itself, or @FILE to read it from."));
		break;
	case CONF_BOOL:
		buf_add(out, STR(" *yes* or *no*."));
		break;
	case CONF_NUMBER:
		buf_fmt(out, " A number from %u to %u.", item->least, item->most);
		break;
	case CONF_SPAN:
		buf_fmt(out, " A length of time from %s to %s.",
			span_text(SPAN_S(item->least), least), span_text(SPAN_S(item->most), most));
		break;
	case CONF_WORD:
		for (int i = 0; item->word[i]; i++)
			buf_fmt(out, "%s*%s*", i ? ", " : " One of ", item->word[i]);
		buf_byte(out, '.');
		break;
	}
}

void conf_manual(const struct conf_table *t, struct buf *out)
{
	buf_fmt(out, t->named ? "## [%s \"NAME\"]\n\n%s\n\n" : "## [%s]\n\n%s\n\n", t->section,
		t->about);
	for (size_t i = 0; i < t->n; i++) {
		const struct conf_item *item = &t->item[i];

		buf_fmt(out, "*%s*\n\t%s", item->key, item->about);
		manual_type(item, out);
		if (item->start)
			buf_fmt(out, " Default: *%s*.", item->start);
		buf_add(out, STR("\n\n"));
	}
}
