/* Weighing what is known of an account. */
#include "flow/suspect.h"

/* From that weight on an account is suspected, if one reason has that much. */
enum { SUSPECT_WEIGHT = 3, SUSPECT_GRAVE = 2 };

enum {
	SPAM_LEAST = 10,
	SPAM_PERCENT = 10,
	SPAM_MUCH = 30,
	SPAM_MUCH_PERCENT = 30,
	UNKNOWN_LEAST = 20,
	UNKNOWN_PERCENT = 20,
	NETWORKS_LEAST = 5,
	NETWORKS_MUCH = 10,
	COUNTRIES_LEAST = 3,
	GUESSED_LEAST = 20,
	SENDERS_LEAST = 10,
	SENDERS_PERCENT = 20, /* of the messages */
	VOLUME_LEAST = 100,
	VOLUME_TIMES = 10,
	DOMAINS_LEAST = 50
};

const char *suspect_reason_name(enum suspect_reason r)
{
	static const char *const name[SUSPECT_REASONS] = {
		[SUSPECT_MARK] = "malware mark",
		[SUSPECT_SPAM] = "refused as spam",
		[SUSPECT_LISTED] = "refused as listed",
		[SUSPECT_UNKNOWN] = "unknown users",
		[SUSPECT_NETWORKS] = "login networks",
		[SUSPECT_COUNTRIES] = "login countries",
		[SUSPECT_GUESSED] = "password guessed",
		[SUSPECT_SENDERS] = "envelope senders",
		[SUSPECT_VOLUME] = "volume",
		[SUSPECT_DOMAINS] = "recipient domains",
	};

	return name[r];
}

static bool at_least(uint64_t part, uint64_t percent, uint64_t all)
{
	return part * 100 >= percent * all;
}

static void add(struct suspicion *s, enum suspect_reason r, uint32_t weight)
{
	if (weight == 0)
		return;
	s->reasons |= 1u << r;
	s->weight += weight;
	s->grave = s->grave || weight >= SUSPECT_GRAVE;
}

static uint32_t spam_weight(const struct suspect_facts *f)
{
	uint64_t attempts = f->sent + f->deferred + f->bounced;

	if (f->spam < SPAM_LEAST || !at_least(f->spam, SPAM_PERCENT, attempts))
		return 0;
	return f->spam >= SPAM_MUCH && at_least(f->spam, SPAM_MUCH_PERCENT, attempts) ? 3 : 2;
}

static uint32_t unknown_weight(const struct suspect_facts *f)
{
	return f->unknown >= UNKNOWN_LEAST &&
			       at_least(f->unknown, UNKNOWN_PERCENT, f->sent + f->bounced)
		       ? 2
		       : 0;
}

static uint32_t networks_weight(uint32_t n)
{
	return n >= NETWORKS_MUCH ? 3 : n >= NETWORKS_LEAST ? 2 : 0;
}

static bool volume_is_odd(const struct quarters_change *c)
{
	return c->hours >= QUARTERS_HOURS_LEAST && c->last_hour >= VOLUME_LEAST &&
	       c->last_hour / VOLUME_TIMES >= c->usual;
}

/* What is said of a login or a script whatever it sends. */
static void judge_use(struct suspicion *s, const struct suspect_facts *f)
{
	add(s, SUSPECT_MARK, f->marked ? 3 : 0);
	add(s, SUSPECT_NETWORKS, networks_weight(f->networks));
	add(s, SUSPECT_COUNTRIES, f->countries >= COUNTRIES_LEAST ? 2 : 0);
	add(s, SUSPECT_GUESSED, f->guessed >= GUESSED_LEAST ? 2 : 0);
}

/* What is said of one by what it sends itself. */
static void judge_mail(struct suspicion *s, const struct suspect_facts *f)
{
	add(s, SUSPECT_SPAM, spam_weight(f));
	add(s, SUSPECT_LISTED,
	    f->listed >= SPAM_LEAST &&
		    at_least(f->listed, SPAM_PERCENT, f->sent + f->deferred + f->bounced));
	add(s, SUSPECT_UNKNOWN, unknown_weight(f));
	add(s, SUSPECT_SENDERS,
	    f->senders >= SENDERS_LEAST && at_least(f->senders, SENDERS_PERCENT, f->messages) ? 1
											      : 0);
	add(s, SUSPECT_VOLUME, volume_is_odd(&f->change) ? 1 : 0);
	add(s, SUSPECT_DOMAINS, f->domains >= DOMAINS_LEAST ? 1 : 0);
}

/* Volume, many domains and a sender for each recipient are what newsletters are made of. */
struct suspicion suspect_judge(const struct suspect_facts *f)
{
	struct suspicion s = { 0 };

	switch (f->class) {
	case MAIL_LOGIN:
	case MAIL_SCRIPT:
		judge_use(&s, f);
		judge_mail(&s, f);
		break;
	case MAIL_LIST:
	case MAIL_REPLY:
		judge_use(&s, f);
		break;
	case MAIL_UNKNOWN:
	case MAIL_RELAY:
	case MAIL_BOUNCE:
		break;
	}
	s.suspected = f->messages > 0 && s.grave && s.weight >= SUSPECT_WEIGHT;
	return s;
}
