/* Lines of mailbox servers to logins. What the password check says of an attempt is passed over:
 * the session says it again. */
#include "flow/login_line.h"

#include "proto/log_courier.h"
#include "proto/log_dovecot.h"

static void dovecot(const struct log_head *head, struct login_seen *out)
{
	struct dovecot_line d;

	dovecot_line_read(head->program, head->text, &d);
	out->account = d.account;
	out->address = d.address;
	if (d.fact == DOVECOT_LOGIN)
		out->kind = LOGIN_OK, out->times = 1;
	else if (d.fact == DOVECOT_FAILED)
		out->kind = LOGIN_FAILED, out->times = d.attempts;
}

static void courier(const struct log_head *head, struct login_seen *out)
{
	struct courier_line c;

	courier_line_read(head->text, &c);
	out->account = c.account;
	out->address = c.address;
	if (c.fact == COURIER_LOGIN)
		out->kind = LOGIN_OK, out->times = 1;
	else if (c.fact == COURIER_FAILED)
		out->kind = LOGIN_FAILED, out->times = 1;
}

bool login_line_read(const struct log_head *head, struct login_seen *out)
{
	out->times = 0;
	if (dovecot_program(head->program))
		dovecot(head, out);
	else if (courier_program(head->program))
		courier(head, out);
	else
		return false;
	return true;
}
