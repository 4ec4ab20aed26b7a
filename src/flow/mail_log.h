/* Mail logs to messages: who sent what, and what became of it.
 *
 * Takes one line after the other, of Postfix and of Exim, and joins what belongs to one message by
 * its id. What it keeps is bounded; what had to be forgotten before its end came is counted. No
 * clock and no file: the lines are given, and when their file was written.
 *
 * A message counts when its server takes it up (Postfix: its first "queue active", Exim: "<="), and
 * each recipient's delivery, deferral or failure each time it is logged. Per sender every message
 * in the log counts. Per account one that is handed on within the machine (content filter, alias),
 * or to another whose log is given (see hop), is the same one still: it counts once, and the
 * handing over is no delivery.
 */
#pragma once

#include "flow/clusters.h"
#include "flow/conduct.h"
#include "flow/forwards.h"
#include "flow/log_feed.h"
#include "flow/logins.h"
#include "flow/mail_filter.h"
#include "flow/mail_table.h"
#include "flow/mail_watch.h"
#include "flow/networks.h"
#include "flow/script_runs.h"
#include "flow/spam_scores.h"
#include "flow/tally.h"

#define MAIL_LOG_MAILS_MAX (1u << 20)    /* messages that are remembered at a time */
#define MAIL_LOG_NAMES_MAX (1u << 20)    /* senders, or accounts */
#define MAIL_LOG_REFUSALS_MAX (1u << 12) /* kinds of refusals */
#define MAIL_LOG_HOSTS_MAX (1u << 10)    /* machines */
#define MAIL_LOG_LEAVING_MAX (1u << 12)  /* transports and addresses that messages leave by */

#define MAIL_LOG_SCRIPTS_MAX (1u << 16) /* PHP scripts */

#define MAIL_LOG_UNKNOWN "(unknown)" /* the sender of what began before the log */

/* How a message came in: rates and refusals are kept apart by it. */
enum mail_class {
	MAIL_UNKNOWN, /* its beginning is not in the log */
	MAIL_LOGIN,   /* its client had logged in */
	MAIL_SCRIPT,  /* a program of a local user handed it in */
	MAIL_RELAY,   /* a client without login: from outside, or one that may relay; or a local
			 user's   program that forwards such a message */
	MAIL_BOUNCE,  /* we tell about another message; the account is that one's */
	MAIL_LIST,    /* a mailing list's, by its envelope sender; else a login or a script, or of
			 this machine */
	MAIL_REPLY,   /* without an envelope sender, but of a login or a script: a vacation's answer
		       */
};

#define MAIL_CLASSES 7

/* What is known of how a message left its machine. */
enum mail_leaving_kind {
	MAIL_BY_TRANSPORT, /* the program's or the transport's name, as logged */
	MAIL_BY_ADDRESS,   /* our own address, where the log tells it */
};

/* A row of `leaving`. */
struct mail_leaving {
	struct str host; /* empty: the log names none */
	struct str by;
};

const char *mail_class_name(enum mail_class c);

struct mail_log_sums {
	uint64_t lines;
	uint64_t foreign;  /* no mail server's */
	uint64_t unparsed; /* a mail server's, but unknown to us */
	uint64_t messages, sent, deferred, bounced, expired, rejected;
	uint64_t logins_failed;
	uint64_t joined;            /* messages that another of our machines had handed on */
	uint64_t doubted;           /* that might have been, by their words alone */
	struct instant first, last; /* times of lines; none yet: WHEN_NEVER, WHEN_EVER */
};

/* How the last one left: most do as the one before. */
struct mail_way {
	uint16_t host;
	uint32_t row, at; /* where the name stands in the row's */
};

struct mail_log {
	struct mail_log_sums sum;
	struct mail_table mails;
	struct tally senders;
	struct tally accounts; /* kind: enum mail_class */
	struct tally leaving;  /* kind: enum mail_leaving_kind; see mail_log_leaving */
	struct tally hosts;    /* counts nothing: gives numbers */
	struct mail_way way;
	uint16_t host;              /* of the line that is being read */
	struct hop_store offers;    /* handed on as what has not come yet */
	struct hop_store forgotten; /* came, and were forgotten before it was said whence */
	struct forwards forwards;
	struct script_runs runs;
	const struct refusal_rules *rules; /* what refusals mean; NULL: told by code alone */
	struct clusters clusters;          /* of replies that no rule knows */
	struct tally refusals; /* each counted once, as a message; see mail_log_refusal */
	struct logins logins;
	struct spam_scores scores;
	struct tally scripts;           /* PHP's, by path; kind: whether it ran a text as code */
	struct network_country where;   /* the caller's: who knows countries */
	struct conducts conducts;       /* of accounts */
	struct quarters hours;          /* messages */
	const struct mail_watch *watch; /* the caller's, or NULL */
	struct mail_filter *filter;     /* the caller's; NULL: all counts */
	struct log_clock clock;
	struct instant now; /* of the line that is being read */
};

/* `seed` is secret: who writes what is logged must not know which names collide. The log stays
 * where it is. */
void mail_log_init(struct mail_log *log, uint64_t seed);
void mail_log_done(struct mail_log *log);

/* A file begins, last written then; its times are of that zone (NULL: UTC) where they have no
 * offset. The zone stays the caller's. */
void mail_log_file(struct mail_log *log, const struct zone *zone, struct instant written);

/* One line without its end. */
void mail_log_line(struct mail_log *log, struct str line);

/* The same of whatever form it has. */
void mail_log_entry(struct mail_log *log, const struct log_entry *entry);

/* What a row of `refusals` is about; views into its name. */
struct refusal;
struct refusal mail_log_refusal(struct str name);

/* What a row of `leaving` is about; views into its name. */
struct mail_leaving mail_log_leaving(struct str name);

/* What a row of `accounts` is marked as by the script's name: code that a script ran out of a text
 * ("eval()'d code") is nearly always malware. Empty: nothing. */
struct str mail_log_mark(const struct tally_row *row);
