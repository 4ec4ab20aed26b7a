/* Telling what lines of both servers say in the same words. */
#include "flow/mail_watch.h"

#include "flow/log_delay.h"
#include "flow/mail_log.h"
#include "proto/log_exim.h"
#include "proto/log_head.h"
#include "proto/log_postfix.h"

static void tell(const struct mail_log *log, uint32_t mail, const struct mail_seen *seen)
{
	log->watch->seen(log->watch->owner, mail, seen);
}

static void postfix_attempt(struct mail_log *log, uint32_t mail, const struct log_head *head,
			    const struct postfix_line *p)
{
	static const enum mail_seen_fate fate[] = { [POSTFIX_SENT] = MAIL_SEEN_SENT,
						    [POSTFIX_DEFERRED] = MAIL_SEEN_DEFERRED,
						    [POSTFIX_BOUNCED] = MAIL_SEEN_BOUNCED };

	if (p->status == POSTFIX_ODD)
		return;
	tell(log, mail,
	     &(struct mail_seen){ .kind = MAIL_SEEN_ATTEMPT,
				  .client = str_sub(p->relay, 0, str_find(p->relay, '[')),
				  .address = p->address,
				  .fate = fate[p->status],
				  .to = p->to,
				  .orig_to = p->orig_to,
				  .by = head->program,
				  .code = p->code,
				  .text = p->text,
				  .next = p->child,
				  .delay_ms = log_delay_ms(p->delay) });
}

void mail_watch_postfix(struct mail_log *log, uint32_t mail, const struct log_head *head,
			const struct postfix_line *p)
{
	struct mail_seen seen = { .kind = MAIL_SEEN_KNOWN };

	if (p->fact == POSTFIX_DELIVERY) {
		postfix_attempt(log, mail, head, p);
		return;
	}
	if (p->fact == POSTFIX_CLIENT || p->fact == POSTFIX_PICKUP) {
		seen.kind = MAIL_SEEN_CAME;
		seen.client = p->client;
		seen.address = p->address;
	} else if (p->fact == POSTFIX_MESSAGE_ID) {
		seen.message_id = p->message_id;
	} else if (p->fact == POSTFIX_QUEUED) {
		seen.sender = p->from.n ? p->from : STR("<>");
	} else {
		return;
	}
	tell(log, mail, &seen);
}

static void exim_arrived(struct mail_log *log, uint32_t mail, const struct exim_line *e)
{
	tell(log, mail,
	     &(struct mail_seen){
		     .kind = MAIL_SEEN_CAME, .client = e->host, .address = e->address });
	tell(log, mail,
	     &(struct mail_seen){
		     .kind = MAIL_SEEN_KNOWN, .message_id = e->message_id, .sender = e->sender });
}

void mail_watch_exim(struct mail_log *log, uint32_t mail, const struct exim_line *e)
{
	struct mail_seen seen = { .kind = MAIL_SEEN_ATTEMPT,
				  .client = e->host,
				  .address = e->address,
				  .to = e->to,
				  .orig_to = e->orig_to,
				  .by = e->interface.n ? e->interface : e->transport,
				  .text = e->text,
				  .next = e->child,
				  .delay_ms = log_delay_ms(e->delay) };

	if (e->fact == EXIM_ARRIVED) {
		exim_arrived(log, mail, e);
		return;
	}
	if (e->fact == EXIM_DEFERRED)
		seen.fate = MAIL_SEEN_DEFERRED;
	else if (e->fact == EXIM_FAILED)
		seen.fate = MAIL_SEEN_BOUNCED;
	else if (e->fact != EXIM_DELIVERED)
		return;
	tell(log, mail, &seen);
}
