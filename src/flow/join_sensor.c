/* Joining what others say of messages: spam filters, by the queue id, and PHP, by the script. */
#include "flow/join.h"
#include "flow/mail_count.h"
#include "proto/log_php.h"
#include "proto/log_rspamd.h"
#include "proto/log_spamd.h"

/* A file of the filter's own names no machine: it is believed to be the only one there is. */
static const struct mail *mail_of_filter(struct mail_log *log, struct str id)
{
	const struct mail *m = mail_table_find(&log->mails, log->host, id);

	if (m || log->hosts.row[log->host].name.n || log->hosts.rows != 2)
		return m;
	return mail_table_find(&log->mails, (uint16_t)(1 - log->host), id);
}

static void on_rspamd(struct mail_log *log, struct str text)
{
	const struct mail *m;
	struct rspamd_line r;

	if (!rspamd_line_read(text, &r) || r.queue_id.n > MAIL_ID_MAX)
		return;
	m = mail_of_filter(log, r.queue_id);
	spam_scores_add(&log->scores, m ? m->account : UINT32_MAX, r.score, r.spam);
}

/* Its user is mostly the recipient: no account of ours is accused. */
static void on_spamd(struct mail_log *log, struct str text)
{
	struct spamd_line s;

	if (spamd_line_read(text, &s))
		spam_scores_add(&log->scores, UINT32_MAX, s.score, s.spam);
}

static bool on_php(struct mail_log *log, struct str text)
{
	struct tally_counts one = { .messages = 1 };
	struct php_line p;

	if (!php_line_read(text, &p))
		return false;
	tally_add(&log->scripts, tally_of(&log->scripts, p.script, p.evaluated), &one);
	return true;
}

bool join_sensor(struct mail_log *log, const struct log_head *head)
{
	if (rspamd_program(head->program))
		on_rspamd(log, head->text);
	else if (spamd_program(head->program))
		on_spamd(log, head->text);
	else
		return on_php(log, head->text);
	return true;
}
