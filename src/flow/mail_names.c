/* Names that messages are counted under: machines, ways out, accounts with their scripts. */
#include "flow/mail_count.h"

uint16_t mail_host(struct mail_log *log, struct str name)
{
	if (log->hosts.rows == 0 || !str_eq(log->hosts.row[log->host].name, name))
		log->host = (uint16_t)tally_of(&log->hosts, name, 0);
	return log->host;
}

void mail_add_script(struct buf *name, struct str account, struct str script)
{
	buf_add(name, account);
	buf_add(name, STR(" ("));
	buf_add(name, str_sub(script, 0, TALLY_NAME_MAX / 2));
	buf_byte(name, ')');
}

/* Whether the last one left so, too. */
static bool as_the_last(const struct mail_log *log, struct str by, enum mail_leaving_kind kind)
{
	const struct tally_row *row = &log->leaving.row[log->way.row];

	return log->way.host == log->host && row->kind == (uint8_t)kind &&
	       row->name.n == log->way.at + by.n && str_ends(row->name, by);
}

uint32_t mail_leaving(struct mail_log *log, struct str by, enum mail_leaving_kind kind)
{
	char room[TALLY_NAME_MAX + 1];
	struct buf name = { .p = room, .cap = sizeof(room), .max = sizeof(room) - 1 };

	if (log->leaving.rows && as_the_last(log, by, kind))
		return log->way.row;
	buf_add(&name, str_sub(log->hosts.row[log->host].name, 0, TALLY_NAME_MAX / 2));
	buf_byte(&name, '\n');
	log->way.at = (uint32_t)name.n;
	buf_add(&name, str_sub(by, 0, TALLY_NAME_MAX / 2 - 1));
	log->way.host = log->host;
	log->way.row = tally_of(&log->leaving, buf_str(&name), (uint8_t)kind);
	return log->way.row;
}
