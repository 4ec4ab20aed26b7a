/* Looking zones up in the catalogue. */
#include "cli/zone_option.h"

#include "base/near.h"
#include "conf/lists.h"
#include "sys/state.h"

enum { SHOWN_MAX = 512 };

struct str zone_option_plain(struct cli *cli, struct str text)
{
	struct buf AUTO(buf_done) out;

	if (str_ends(text, STR(".")))
		text.n--;
	buf_init(&out, text.n);
	for (size_t i = 0; i < text.n; i++)
		buf_byte(&out,
			 text.p[i] >= 'A' && text.p[i] <= 'Z' ? (char)(text.p[i] | 32) : text.p[i]);
	return arena_str(&cli->arena, buf_str(&out));
}

static int load(struct cli *cli, struct list_set *lists)
{
	struct lists_places where = { .override = STR("") };
	struct state state;

	if (state_find(cli->state, &state, NULL) < 0)
		return -1;
	if (state.own)
		where.override = arena_fmt(&cli->arena, "%s/lists.d", state.etc);
	return lists_load(lists, &where, NULL);
}

static struct str doubt(struct cli *cli, const struct list_set *lists, struct str zone)
{
	const char **name = arena_new(&cli->arena, lists->n, sizeof(*name));
	struct buf AUTO(buf_done) shown;
	const char *near;

	for (size_t i = 0; i < lists->n; i++)
		name[i] = arena_str(&cli->arena, lists->list[i].zone).p;
	near = near_word(zone, name, lists->n);
	buf_init(&shown, SHOWN_MAX);
	lists_shown(lists, zone, &shown);
	return arena_fmt(&cli->arena, "no list of the catalogue is called \"%.*s\"%s%s%s",
			 STR_ARG(buf_str(&shown)), near ? "; did you mean \"" : "",
			 near ? near : "", near ? "\"?" : "");
}

struct str zone_option_doubt(struct cli *cli, struct str zone)
{
	struct str text = { "", 0 };
	struct list_set lists;

	if (load(cli, &lists) < 0)
		return text;
	if (!lists_find(&lists, zone, NULL))
		text = doubt(cli, &lists, zone);
	lists_done(&lists);
	return text;
}
