/* Reading times and the zones they are written in. */
#include "cli/time_option.h"

#include "conf/netizen_conf.h"
#include "sys/file.h"
#include "sys/state.h"

#define ZONES "/usr/share/zoneinfo/"
#define ZONE_HERE "/etc/localtime"

static int zone_of_provider(struct cli *cli, struct str *name, struct err *err)
{
	struct netizen_conf conf;
	struct state state;

	if (state_find(cli->state, &state, err) < 0 ||
	    netizen_conf_load(&conf, str_of(state.etc), err) < 0)
		return -1;
	*name = arena_str(&cli->arena, conf.provider.time_zone);
	netizen_conf_done(&conf);
	return 0;
}

static int load_zone(struct cli *cli, struct str name, struct buf *octets, struct err *err)
{
	struct str path = arena_fmt(&cli->arena, ZONES "%.*s", STR_ARG(name));

	if (file_load(path, octets, err) == 0)
		return 0;
	if (err->kind == ERR_GONE)
		return err_set(err, ERR_INPUT,
			       "there is no time zone \"%.*s\" on this machine (%s)", STR_ARG(name),
			       path.p);
	return -1;
}

int time_zone(struct cli *cli, struct str name, const struct zone **out, struct err *err)
{
	struct buf AUTO(buf_done) octets;
	const bool asked = name.n > 0;
	struct zone *zone;

	*out = NULL;
	buf_init(&octets, ZONE_FILE_MAX);
	if (name.n == 0 && zone_of_provider(cli, &name, err) < 0)
		return -1;
	if (name.n == 0)
		return 0;
	if (!zone_name_ok(name))
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" is no name of a time zone; \"Europe/Berlin\" is one",
			       STR_ARG(str_sub(name, 0, ZONE_NAME_MAX)));
	if (load_zone(cli, name, &octets, err) < 0 ||
	    zone_read(&cli->arena, name, buf_str(&octets), &zone, err) < 0)
		return asked ? -1 : err_in(err, "[provider] time-zone");
	*out = zone;
	return 0;
}

int time_zone_here(struct cli *cli, struct str name, const struct zone **out, struct err *err)
{
	struct buf AUTO(buf_done) octets;
	struct zone *zone;

	*out = NULL;
	buf_init(&octets, ZONE_FILE_MAX);
	if (name.n)
		return time_zone(cli, name, out, err);
	if (file_load(STR(ZONE_HERE), &octets, err) < 0)
		return err->kind == ERR_GONE ? 0 : -1;
	if (zone_read(&cli->arena, STR(ZONE_HERE), buf_str(&octets), &zone, err) < 0)
		return -1;
	*out = zone;
	return 0;
}

int time_zone_fail(struct cli *cli, struct str name, const struct err *err)
{
	return name.n ? cli_usage(cli, "--tz: %s", err->text) : cli_fail(cli, err);
}

int time_option(struct cli *cli, const struct time_option *option, struct instant *out)
{
	const struct zone *zone;
	struct err err;

	if (option->text.n == 0)
		return -1;
	if (time_zone(cli, option->tz, &zone, &err) < 0)
		return time_zone_fail(cli, option->tz, &err);
	if (zone_parse(zone, option->text, out, &err) < 0)
		return cli_usage(cli, "%s: %s", option->name, err.text);
	return -1;
}
