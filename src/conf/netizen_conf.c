/* The settings' tables, and the three places they are read from. */
#include "conf/netizen_conf.h"

#include "base/die.h"
#include "conf/ini.h"
#include "conf/setting.h"
#include "conf/variables.h"
#include "sys/env.h"
#include "sys/file.h"
#include "sys/folder.h"

#include <stddef.h>

/* Shown and written to logs, so no password may stand in it. */
static int set_words(void *field, const struct conf_source *from, struct str value, struct err *err)
{
	static const struct str word = STR_INIT("password");

	if (str_starts(value, STR("postgresql:")) || str_starts(value, STR("postgres:")))
		return err_set(err, ERR_INPUT, "a URI is not taken: write host=NAME dbname=NAME");
	for (size_t i = 0; i + word.n <= value.n; i++)
		if (str_eq(str_sub(value, i, word.n), word))
			return err_set(err, ERR_INPUT,
				       "no password may stand here: write password = @FILE");
	*(struct str *)field = arena_str(from->mem, value);
	return 0;
}

static void show_words(const void *field, struct buf *out)
{
	buf_add(out, *(const struct str *)field);
}

/* Addresses with blanks between. */
static int set_resolvers(void *field, const struct conf_source *from, struct str value,
			 struct err *err)
{
	struct conf_resolvers *r = field;
	struct str word;

	(void)from;
	r->n = 0;
	for (value = str_trim(value); value.n; value = str_trim(value)) {
		str_cut(&value, ' ', &word);
		if (r->n == NETIZEN_CONF_RESOLVERS_MAX)
			return err_set(err, ERR_INPUT, "more than %d resolvers",
				       NETIZEN_CONF_RESOLVERS_MAX);
		if (endpoint_parse(word, 53, &r->at[r->n++], err) < 0)
			return -1;
	}
	return 0;
}

static void show_resolvers(const void *field, struct buf *out)
{
	const struct conf_resolvers *r = field;
	char text[ENDPOINT_TEXT_MAX + 1];

	for (size_t i = 0; i < r->n; i++)
		buf_fmt(out, "%s%s", i ? " " : "", endpoint_text(r->at[i], text));
}

static int set_source(void *field, const struct conf_source *from, struct str value,
		      struct err *err)
{
	(void)from;
	return source_parse(value, field, err);
}

static void show_source(const void *field, struct buf *out)
{
	char text[SOURCE_TEXT_MAX + 1];

	buf_add(out, str_of(source_text(field, text)));
}

/* clang-format off */
static const struct conf_item provider_items[] = {
	{ "time-zone", CONF_TEXT, offsetof(struct netizen_conf, provider.time_zone), .about =
	  "Zone in which dates and times without an offset are read, such as *Europe/Berlin*. "
	  "Without it such texts are refused." },
};

static const struct conf_item inventory_items[] = {
	{ "skew", CONF_SPAN, offsetof(struct netizen_conf, inventory.skew), "15m",
	  .most = 86400, .about =
	  "So near to a change of hands both sides are named, with odds: clocks are never right." },
	{ "floating-skew", CONF_SPAN, offsetof(struct netizen_conf, inventory.floating_skew), "2m",
	  .most = 86400, .about = "The same for floating addresses, which move by program." },
	{ "snapshot-ends", CONF_NUMBER, offsetof(struct netizen_conf, inventory.snapshot_ends), "2",
	  .most = 100, .about =
	  "Percent of all tenancies that a snapshot may end; more looks like a cut file." },
};

static const struct conf_item hub_items[] = {
	{ "group", CONF_TEXT, offsetof(struct netizen_conf, hub.group), "netizen", .about =
	  "Members of this group may speak with the hub, besides root and its own user." },
	{ "user", CONF_TEXT, offsetof(struct netizen_conf, hub.user), "netizen", .about =
	  "Whom the hub becomes when it is started as root." },
};

static const struct conf_item store_items[] = {
	{ "postgresql", CONF_OWN, offsetof(struct netizen_conf, store.postgresql),
	  .set = set_words, .show = show_words, .about =
	  "A PostgreSQL of version 13 or later that keeps everything, as words of libpq: "
	  "*host=/run/postgresql dbname=netizen*. Several hubs may share one. Without it the store "
	  "is a file of this machine." },
	{ "password", CONF_SECRET, offsetof(struct netizen_conf, store.password), .about =
	  "For that PostgreSQL, where it asks for one." },
	{ "reader", CONF_OWN, offsetof(struct netizen_conf, store.reader), .set = set_words,
	  .show = show_words, .about =
	  "Words that differ for the process that only reads: *user=netizen_read*, to whom "
	  "nothing but reading is granted." },
	{ "reader-password", CONF_SECRET, offsetof(struct netizen_conf, store.reader_password),
	  .about = "For that user. Without it *password* is used." },
};

#define WATCH(field) offsetof(struct netizen_conf, watch.field)

static const struct conf_item watch_items[] = {
	{ "enabled", CONF_BOOL, WATCH(enabled), "yes", .about =
	  "Whether lists are asked day and night." },
	{ "mail", CONF_SPAN, WATCH(mail), "1h30m", .least = 1, .most = 90 * 86400, .about =
	  "So often each list is asked about addresses that send mail; more seldom where an "
	  "operator's budget does not suffice, all periods stretched alike." },
	{ "changed", CONF_SPAN, WATCH(changed), "6h", .least = 1, .most = 90 * 86400, .about =
	  "The same for addresses that changed hands within the last two weeks." },
	{ "rest", CONF_SPAN, WATCH(rest), "2d", .least = 1, .most = 90 * 86400, .about =
	  "The same for all other addresses." },
	{ "names", CONF_SPAN, WATCH(names), "1d", .least = 1, .most = 90 * 86400, .about =
	  "The same for names of machines." },
	{ "confirm", CONF_SPAN, WATCH(confirm), "5m", .least = 1, .most = 86400, .about =
	  "A listing counts once a second server, or a second question so much later, has said "
	  "the same; it ends after two clean answers so far apart." },
	{ "recheck", CONF_SPAN, WATCH(recheck), "1h", .least = 1, .most = 7 * 86400, .about =
	  "So often what is listed is asked again." },
	{ "gap", CONF_SPAN, WATCH(gap), "5m", .least = 1, .most = 86400, .about =
	  "At least so long between two visits to a list, each of which begins and ends with its "
	  "health check; longer where the checks would take more than a tenth of a budget." },
	{ "fetch", CONF_SPAN, WATCH(fetch), "1h", .least = 1, .most = 30 * 86400, .about =
	  "So often copies of lists are fetched by HTTP or HTTPS, never at the full hour." },
	{ "resolver", CONF_OWN, WATCH(resolver), .set = set_resolvers, .show = show_resolvers,
	  .about = "Whom to ask for the lists' name servers and for reverse names: up to four "
	  "ADDRESS[:PORT]. Without it those of /etc/resolv.conf." },
	{ "source", CONF_OWN, WATCH(source), .set = set_source, .show = show_source, .about =
	  "Which addresses of this machine to ask from: an IPv4, an IPv6 address, or both. Operators "
	  "count each for itself, and so are budgets kept: hubs on one PostgreSQL that ask from "
	  "different addresses have a budget each, all without this setting share one. Peers on this "
	  "machine itself are asked as the kernel chooses. Without it so is everybody." },
};
/* clang-format on */

static const struct conf_table provider_table = { "provider", false, "Whose addresses these are.",
						  provider_items, LEN(provider_items) };
static const struct conf_table inventory_table = { "inventory", false,
						   "Who held which address when.", inventory_items,
						   LEN(inventory_items) };
static const struct conf_table hub_table = { "hub", false, "The hub, *netizend*(8).", hub_items,
					     LEN(hub_items) };

static const struct conf_table store_table = { "store", false,
					       "Where the inventory and its history are kept.",
					       store_items, LEN(store_items) };
static const struct conf_table watch_table = { "watch", false, "Watching the lists.", watch_items,
					       LEN(watch_items) };

static const struct conf_table *const tables[NETIZEN_SECTIONS] = {
	[NETIZEN_PROVIDER] = &provider_table, [NETIZEN_INVENTORY] = &inventory_table,
	[NETIZEN_HUB] = &hub_table,           [NETIZEN_STORE] = &store_table,
	[NETIZEN_WATCH] = &watch_table,
};

_Static_assert(LEN(provider_items) <= NETIZEN_CONF_ITEMS_MAX, "room for origins");
_Static_assert(LEN(inventory_items) <= NETIZEN_CONF_ITEMS_MAX, "room for origins");
_Static_assert(LEN(hub_items) <= NETIZEN_CONF_ITEMS_MAX, "room for origins");
_Static_assert(LEN(store_items) <= NETIZEN_CONF_ITEMS_MAX, "room for origins");
_Static_assert(LEN(watch_items) <= NETIZEN_CONF_ITEMS_MAX, "room for origins");

struct conf_reader {
	struct netizen_conf *conf;
	struct str file;
	const struct conf_table *table;
};

static struct str *origin_of(struct netizen_conf *c, const struct conf_table *t,
			     const struct conf_item *item)
{
	size_t section = 0;

	while (section < LEN(tables) && tables[section] != t)
		section++;
	die_if(section == LEN(tables));
	return &c->origin[section][item - t->item];
}

static int on_line(void *ctx, struct ini_event *ev, struct err *err)
{
	struct conf_reader *r = ctx;
	const struct conf_source from = { &r->conf->mem, r->file };
	const struct conf_item *item;

	if (!ev->key.p) {
		r->table = conf_table_of(tables, LEN(tables), ev->kind, ev->name, err);
		return r->table ? 0 : -1;
	}
	item = conf_item_of(r->table, ev->key, err);
	if (!item) {
		ev->blame = ev->key_at;
		return -1;
	}
	*origin_of(r->conf, r->table, item) =
		arena_fmt(&r->conf->mem, "%.*s:%u", STR_ARG(r->file), ev->line);
	return conf_set(item, r->conf, &from, ev->value, err);
}

/* A file that is not there says nothing. */
static int read_file(struct netizen_conf *c, struct str file, struct err *err)
{
	struct conf_reader r = { .conf = c, .file = file };
	struct buf AUTO(buf_done) text;
	struct err why;

	buf_init(&text, NETIZEN_CONF_FILE_MAX);
	if (file_load(file, &text, &why) == 0)
		return ini_read(buf_str(&text), file, on_line, &r, err);
	if (why.kind == ERR_GONE)
		return 0;
	return err_set(err, why.kind, "%s", why.text);
}

static int read_folder(struct netizen_conf *c, struct str folder, struct err *err)
{
	struct folder_list names;

	if (!folder_exists(folder))
		return 0;
	if (folder_names(folder, STR(".conf"), &c->mem, &names, err) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		struct str file =
			arena_fmt(&c->mem, "%.*s/%.*s", STR_ARG(folder), STR_ARG(names.name[i]));

		if (read_file(c, file, err) < 0)
			return -1;
	}
	return 0;
}

static int read_variable(struct netizen_conf *c, const struct conf_table *t,
			 const struct conf_item *item, struct err *err)
{
	const struct conf_source from = { .mem = &c->mem };
	struct buf AUTO(buf_done) name;
	struct str value;

	buf_init(&name, 256);
	variable_name(t, item, &name);
	value = env_of(buf_c(&name));
	if (!value.p)
		return 0;
	*origin_of(c, t, item) = arena_str(&c->mem, buf_str(&name));
	if (conf_set(item, c, &from, value, err) < 0)
		return err_in(err, "%s", buf_c(&name));
	return 0;
}

static int read_environment(struct netizen_conf *c, struct err *err)
{
	for (size_t t = 0; t < LEN(tables); t++)
		for (size_t i = 0; i < tables[t]->n; i++)
			if (read_variable(c, tables[t], &tables[t]->item[i], err) < 0)
				return -1;
	return variables_check(tables, LEN(tables), err);
}

int netizen_conf_load(struct netizen_conf *out, struct str etc, struct err *err)
{
	struct str file, folder;

	*out = (struct netizen_conf){ 0 };
	for (size_t t = 0; t < LEN(tables); t++) {
		conf_defaults(tables[t], out, &out->mem);
		for (size_t i = 0; i < tables[t]->n; i++)
			out->origin[t][i] = STR("default");
	}
	file = arena_fmt(&out->mem, "%.*s/netizen.conf", STR_ARG(etc));
	folder = arena_fmt(&out->mem, "%.*s/conf.d", STR_ARG(etc));
	if (read_file(out, file, err) == 0 && read_folder(out, folder, err) == 0 &&
	    read_environment(out, err) == 0)
		return 0;
	netizen_conf_done(out);
	return -1;
}

void netizen_conf_done(struct netizen_conf *c)
{
	arena_done(&c->mem);
	*c = (struct netizen_conf){ 0 };
}

void netizen_conf_show(const struct netizen_conf *c, bool origin, struct buf *out)
{
	for (size_t t = 0; t < LEN(tables); t++) {
		buf_fmt(out, "%s[%s]\n", t ? "\n" : "", tables[t]->section);
		for (size_t i = 0; i < tables[t]->n; i++) {
			const struct conf_item *item = &tables[t]->item[i];

			if (origin)
				buf_fmt(out, "# %.*s\n", STR_ARG(c->origin[t][i]));
			buf_fmt(out, "%s = ", item->key);
			conf_show(item, c, out);
			buf_byte(out, '\n');
		}
	}
}

void netizen_conf_manual(struct buf *out)
{
	for (size_t t = 0; t < LEN(tables); t++)
		conf_manual(tables[t], out);
}
