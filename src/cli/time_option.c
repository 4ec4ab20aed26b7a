/* Reading times and the zones they are written in. */
#include "cli/time_option.h"

#include "sys/file.h"

#define ZONES "/usr/share/zoneinfo/"

int time_zone(struct cli *cli, struct str name, const struct zone **out, struct err *err)
{
	struct buf AUTO(buf_done) octets;
	struct zone *zone;
	struct str path;

	*out = NULL;
	buf_init(&octets, ZONE_FILE_MAX);
	if (name.n == 0)
		return 0;
	if (!zone_name_ok(name))
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" is no name of a time zone; \"Europe/Berlin\" is one",
			       STR_ARG(str_sub(name, 0, ZONE_NAME_MAX)));
	path = arena_fmt(&cli->arena, ZONES "%.*s", STR_ARG(name));
	if (file_load(path, &octets, err) < 0)
		return err->kind == ERR_GONE
			       ? err_set(err, ERR_INPUT,
					 "there is no time zone \"%.*s\" on this machine (%s)",
					 STR_ARG(name), path.p)
			       : -1;
	if (zone_read(&cli->arena, name, buf_str(&octets), &zone, err) < 0)
		return -1;
	*out = zone;
	return 0;
}

int time_option(struct cli *cli, const struct time_option *option, struct instant *out)
{
	const struct zone *zone;
	struct err err;

	if (option->text.n == 0)
		return -1;
	if (time_zone(cli, option->tz, &zone, &err) < 0)
		return cli_usage(cli, "--tz: %s", err.text);
	if (zone_parse(zone, option->text, out, &err) < 0)
		return cli_usage(cli, "%s: %s", option->name, err.text);
	return -1;
}
