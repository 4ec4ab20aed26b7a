/* Joining messages over the servers that hand them on. */
#include "flow/hop.h"

#include "flow/mail_count.h"

bool hop_own_machine(struct str address)
{
	return str_starts(address, STR("127.")) || str_eq(address, STR("::1"));
}

bool hop_handed_on(struct mail_log *log, struct mail *m, struct str child)
{
	struct mail *next;

	if (child.n == 0 || child.n > MAIL_ID_MAX)
		return false;
	next = mail_table_find(&log->mails, log->host, child);
	if (!next || next == m || !(next->local || next->origin == MAIL_UNKNOWN))
		return false;
	if (!next->inner)
		mail_carry_on(log, next, m);
	return true;
}
