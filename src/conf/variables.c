/* Names of variables, and whether there is one that nobody knows. */
#include "conf/variables.h"

#include "base/die.h"
#include "base/near.h"
#include "sys/env.h"

static const struct str lead = STR_INIT("NETIZEN__");

enum { NAME_MAX = 256 };

static void add_upper(struct buf *out, const char *word)
{
	for (; *word; word++) {
		char c = *word;

		if (c >= 'a' && c <= 'z')
			c = (char)(c - 'a' + 'A');
		buf_byte(out, c == '-' ? '_' : c);
	}
}

void variable_name(const struct conf_table *t, const struct conf_item *item, struct buf *out)
{
	buf_add(out, lead);
	add_upper(out, t->section);
	buf_add(out, STR("__"));
	add_upper(out, item->key);
}

struct names {
	struct arena mem;
	const char *name[VARIABLES_MAX];
	size_t n;
};

static void collect(struct names *all, const struct conf_table *t)
{
	struct buf AUTO(buf_done) name;

	buf_init(&name, NAME_MAX);
	for (size_t i = 0; i < t->n; i++) {
		die_if(all->n == VARIABLES_MAX);
		buf_clear(&name);
		variable_name(t, &t->item[i], &name);
		all->name[all->n++] = arena_str(&all->mem, buf_str(&name)).p;
	}
}

static int check(const struct names *all, struct str name, struct err *err)
{
	const char *near;

	for (size_t i = 0; i < all->n; i++)
		if (str_eq(name, str_of(all->name[i])))
			return 0;
	near = near_word(name, all->name, all->n);
	return err_set(err, ERR_INPUT, "%.*s: no setting has this variable%s%s%s", STR_ARG(name),
		       near ? "; did you mean " : "", near ? near : "", near ? "?" : "");
}

int variables_check(const struct conf_table *const *table, size_t n, struct err *err)
{
	struct names all = { .n = 0 };
	struct str name;
	int r = 0;

	for (size_t i = 0; i < n; i++)
		collect(&all, table[i]);
	for (size_t i = 0; r == 0 && env_name(i, &name); i++)
		if (str_starts(name, lead))
			r = check(&all, name, err);
	arena_done(&all.mem);
	return r;
}
