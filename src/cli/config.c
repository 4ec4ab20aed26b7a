/* netizen config check and show: settings, the catalogue of lists, and where they come from. */
#include "cli/config.h"

#include "base/jout.h"
#include "cli/option.h"
#include "cli/time_option.h"
#include "conf/lists.h"
#include "conf/netizen_conf.h"
#include "store/store.h"
#include "sys/state.h"

#define TEXT_MAX (1u << 20)

static int load(struct cli *cli, struct netizen_conf *conf, struct state *state, struct err *err)
{
	if (state_find(cli->state, state, err) < 0)
		return -1;
	return netizen_conf_load(conf, str_of(state->etc), err);
}

/* What the reading of settings leaves to the store. */
static int check_store(struct netizen_conf *conf, struct err *err)
{
	struct store_place place = { .postgresql = conf->store.postgresql };
	struct str said = conf->origin[NETIZEN_STORE][NETIZEN_STORE_POSTGRESQL];

	if (store_check_place(&place, err) < 0)
		return err_in(err, "%.*s: [store]", STR_ARG(said));
	said = conf->origin[NETIZEN_STORE][NETIZEN_STORE_READER];
	place.postgresql = conf->store.reader;
	if (store_check_place(&place, err) < 0)
		return err_in(err, "%.*s: [store]", STR_ARG(said));
	return 0;
}

static int check_zone(struct cli *cli, const struct netizen_conf *conf, struct err *err)
{
	struct str said = conf->origin[NETIZEN_PROVIDER][NETIZEN_PROVIDER_TIME_ZONE];
	const struct zone *zone;

	if (conf->provider.time_zone.n && time_zone(cli, conf->provider.time_zone, &zone, err) < 0)
		return err_in(err, "%.*s: [provider]", STR_ARG(said));
	return 0;
}

static int check_lists(struct cli *cli, const struct state *state, size_t *n, struct err *err)
{
	struct lists_places where = { .override = STR("") };
	struct list_set set;

	if (state->own)
		where.override = arena_fmt(&cli->arena, "%s/lists.d", state->etc);
	if (lists_load(&set, &where, err) < 0)
		return -1;
	*n = set.n;
	lists_done(&set);
	return 0;
}

static void say_checked(struct cli *cli, const struct err *err, const struct state *state,
			size_t lists)
{
	struct buf AUTO(buf_done) text;
	struct jout j;

	buf_init(&text, TEXT_MAX);
	if (!cli->json && !err) {
		buf_fmt(&text, "%s: right; %zu lists\n", state->etc, lists);
	} else if (cli->json) {
		j = jout_to(&text);
		jout_open(&j, NULL, '{');
		jout_str(&j, "type", STR("config"));
		jout_bool(&j, "right", !err);
		if (err)
			jout_str(&j, "why", str_of(err->text));
		else
			jout_int(&j, "lists", (int64_t)lists);
		jout_close(&j, '}');
		buf_byte(&text, '\n');
	}
	cli_out(buf_str(&text));
}

static int check(struct cli *cli)
{
	struct netizen_conf conf;
	struct state state;
	size_t lists = 0;
	struct err err;
	int r = load(cli, &conf, &state, &err);

	if (r == 0) {
		r = check_store(&conf, &err);
		if (r == 0)
			r = check_zone(cli, &conf, &err);
		netizen_conf_done(&conf);
	}
	if (r == 0)
		r = check_lists(cli, &state, &lists, &err);
	say_checked(cli, r < 0 ? &err : NULL, &state, lists);
	return r < 0 ? cli_fail(cli, &err) : CLI_OK;
}

/* As an INI file: what is shown can be read back. */
static int show(struct cli *cli, bool origin)
{
	struct buf AUTO(buf_done) text;
	struct buf AUTO(buf_done) out;
	struct netizen_conf conf;
	struct state state;
	struct err err;
	struct jout j;

	buf_init(&text, TEXT_MAX);
	buf_init(&out, TEXT_MAX);
	if (load(cli, &conf, &state, &err) < 0)
		return cli_fail(cli, &err);
	netizen_conf_show(&conf, origin, &text);
	netizen_conf_done(&conf);
	if (cli->json) {
		j = jout_to(&out);
		jout_open(&j, NULL, '{');
		jout_str(&j, "type", STR("config"));
		jout_str(&j, "folder", str_of(state.etc));
		jout_str(&j, "ini", buf_str(&text));
		jout_close(&j, '}');
		buf_byte(&out, '\n');
	}
	return cli_out(cli->json ? buf_str(&out) : buf_str(&text)) ? CLI_OK : CLI_FAILED;
}

static int run_config(struct cli *cli, int argc, char **argv)
{
	bool origin = false;
	const struct option_row row[] = {
		{"origin", 0, OPTION_FLAG, &origin, NULL,
                 "show: say where each setting comes from", 0},
	};
	const struct option_set set = { &cmd_config, row, LEN(row) };
	struct option_list operands;
	int code = option_read(cli, &set, argc, argv, &operands);

	if (code >= 0)
		return code;
	if (operands.n == 1 && str_eq(operands.item[0], STR("check")))
		return check(cli);
	if (operands.n == 1 && str_eq(operands.item[0], STR("show")))
		return show(cli, origin);
	return cli_usage(cli, "check or show is wanted");
}

const struct command cmd_config = { "config", "check|show [options]",
				    "whether the settings are right, and what they are",
				    run_config };
