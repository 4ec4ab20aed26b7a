/* Joining messages over the servers that hand them on. */
#include "flow/hop.h"

#include "flow/mail_count.h"
#include "model/name_map.h"

enum { SMTP_PORT = 25, US = 1000000 };

bool hop_own_machine(struct str address)
{
	return str_starts(address, STR("127.")) || str_eq(address, STR("::1"));
}

/* Addresses that no stranger has, whoever names them. */
static bool is_private(struct str a)
{
	static const struct str known[] = { STR_INIT("10."),      STR_INIT("192.168."),
					    STR_INIT("169.254."), STR_INIT("fd"),
					    STR_INIT("fc"),       STR_INIT("fe80:") };
	uint64_t second;

	for (size_t i = 0; i < LEN(known); i++)
		if (str_starts(a, known[i]))
			return true;
	if (!str_starts(a, STR("172.")))
		return false;
	a = str_sub(a, 4, a.n);
	return str_u64(str_sub(a, 0, str_find(a, '.')), 31, &second) && second >= 16;
}

static uint32_t short_hash(const struct mail_log *log, struct str s)
{
	return s.n ? (uint32_t)(name_hash(s, log->mails.seed) >> 32) | 1 : 0;
}

static struct hop_peer peer_of(const struct mail_log *log, struct str name, struct str address)
{
	size_t dot = str_find(name, '.');

	return (struct hop_peer){ .name = short_hash(log, name),
				  .label = short_hash(log, str_sub(name, 0, dot)),
				  .parent = short_hash(log, str_sub(name, dot + 1, name.n)),
				  .address = short_hash(log, address),
				  .known = true,
				  .loopback = hop_own_machine(address),
				  .ours = hop_own_machine(address) || is_private(address) };
}

/* What is configured needs no name of a stranger's: their mail goes to the one port. */
static struct hop_peer peer_of_next(const struct mail_log *log, const struct hop_next *next)
{
	struct hop_peer p = peer_of(log, next->name, next->address);

	p.ours = p.ours || (next->port && next->port != SMTP_PORT);
	return p;
}

static uint32_t seconds(const struct mail_log *log)
{
	return log->now.us > 0 ? (uint32_t)(log->now.us / US) : 0;
}

void hop_came(struct mail_log *log, struct mail *m, struct str name, struct str address)
{
	m->client = peer_of(log, name, address);
	m->came_s = seconds(log);
}

/* A machine may be known to its own log by a part of its name. */
static bool named_as(const struct mail_log *log, const struct hop_peer *peer, uint16_t host)
{
	struct str name = log->hosts.row[host].name;
	uint32_t hash = short_hash(log, name);

	return hash &&
	       (hash == peer->name || (str_find(name, '.') == name.n && hash == peer->label));
}

/* One side of a hand-over: the machine, whom it says it spoke with, of which message, and when. */
struct side {
	uint16_t host;
	struct hop_peer peer;
	uint64_t message_id;
	uint32_t at_s;
};

static struct side side_of(const struct mail *m)
{
	return (struct side){ m->host, m->client, m->message_id, m->came_s };
}

static struct side marked_side(const struct hop_mark *mark)
{
	return (struct side){ mark->host, mark->peer, mark->message_id, mark->at_s };
}

static bool near(uint32_t a, uint32_t b)
{
	return (a > b ? a - b : b - a) <= HOP_TIME_S;
}

/* Whether the server that told of the message is ours, and the two speak of each other. */
static bool believed(const struct mail_log *log, const struct side *gave, const struct side *took)
{
	const struct hop_peer *to = &gave->peer, *from = &took->peer;

	if (to->ours)
		return true;
	if (to->address == from->address || !named_as(log, to, took->host))
		return false;
	return from->ours || (named_as(log, from, gave->host) && to->parent == from->parent);
}

/* Whether they tell of the same message; if only that, it is doubtful. */
static bool same_message(struct mail_log *log, const struct side *gave, const struct side *took)
{
	if (!gave->message_id || gave->message_id != took->message_id ||
	    !near(gave->at_s, took->at_s))
		return false;
	if (believed(log, gave, took))
		return true;
	log->sum.doubted++;
	return false;
}

/* An alias makes a message without a client, and so does what was not seen to come. One without a
 * sender looks like a bounce of ours. */
static bool made_here(const struct mail *m)
{
	return !m->client.known &&
	       (m->origin == MAIL_UNKNOWN || m->origin == MAIL_BOUNCE || m->inner);
}

/* Whether `n` is what `m` became where it was handed on to. */
static bool goes_on_as(struct mail_log *log, const struct mail *m, const struct mail *n,
		       const struct hop_next *to)
{
	struct side gave = { m->host, peer_of_next(log, to), m->message_id, seconds(log) };
	struct side took = side_of(n);
	bool within = n->host == m->host && (to->alias || gave.peer.loopback);

	if (n == m)
		return false;
	if (within && (made_here(n) || (n->local && n->client.known)))
		return true;
	return n->client.known && same_message(log, &gave, &took);
}

/* Its counts go to the account of `m`; the message is counted there already. */
static void take_over(struct mail_log *log, const struct mail *m, const struct hop_mark *mark)
{
	struct tally_counts n = { .messages = mark->counted,
				  .sent = mark->sent,
				  .deferred = mark->deferred,
				  .bounced = mark->bounced,
				  .delay_ms = mark->delay_ms };

	if (!mark->hidden)
		tally_take(&log->accounts, mark->account, &n);
	n.messages = 0;
	log->sum.joined++;
	if (m->hidden)
		return;
	tally_add(&log->accounts, m->account, &n);
	tally_longest(&log->accounts, m->account, mark->delay_max_ms);
	if (!mark->hidden)
		return;
	log->sum.sent += n.sent;
	log->sum.deferred += n.deferred;
	log->sum.bounced += n.bounced;
}

static void told(const struct mail_log *log, const struct mail *m, const struct mail *next)
{
	if (log->watch)
		log->watch->handed_on(log->watch->owner, (uint32_t)(m - log->mails.mail),
				      (uint32_t)(next - log->mails.mail));
}

static void join(struct mail_log *log, struct mail *m, struct mail *next)
{
	if (!next->inner)
		mail_carry_on(log, next, m->origin, m->account);
	m->child = (uint32_t)(next - log->mails.mail);
	m->child_hash = next->hash;
	log->sum.joined += next->host != m->host;
	told(log, m, next);
}

/* Those that were forgotten since: their counts are all that is left. */
static bool joins_forgotten(struct mail_log *log, struct mail *m, const struct hop_next *to)
{
	struct side gave = { m->host, peer_of_next(log, to), m->message_id, seconds(log) };
	struct hop_mark *mark[HOP_STORE_SAME];
	uint32_t n = hop_store_find(&log->forgotten, name_hash(to->id, log->mails.seed), mark);

	for (uint32_t i = 0; i < n; i++) {
		struct side took = marked_side(mark[i]);

		if (!same_message(log, &gave, &took))
			continue;
		if (!mark[i]->taken)
			take_over(log, m, mark[i]);
		mark[i]->taken = true;
		return true;
	}
	return false;
}

bool hop_handed_on(struct mail_log *log, struct mail *m, const struct hop_next *to)
{
	struct mail *n;

	if (to->id.n == 0 || to->id.n > MAIL_ID_MAX)
		return false;
	n = mail_table_find(&log->mails, m->host, to->id);
	if (!n || !goes_on_as(log, m, n, to)) {
		n = NULL;
		while ((n = mail_table_elsewhere(&log->mails, m->host, to->id, n)))
			if (goes_on_as(log, m, n, to))
				break;
	}
	if (n)
		join(log, m, n);
	return n || joins_forgotten(log, m, to);
}

void hop_offer(struct mail_log *log, struct mail *m, const struct hop_next *to,
	       const struct mail_fate *fate)
{
	struct hop_mark mark;

	if (to->id.n == 0 || to->id.n > MAIL_ID_MAX)
		return;
	mark = (struct hop_mark){ .key = name_hash(to->id, log->mails.seed),
				  .message_id = m->message_id,
				  .mail = (uint32_t)(m - log->mails.mail),
				  .mail_hash = m->hash,
				  .at_s = seconds(log),
				  .account = m->account,
				  .left = fate->leaving,
				  .peer = peer_of_next(log, to),
				  .host = m->host,
				  .origin = m->origin,
				  .counted = fate->first,
				  .sent = fate->counted,
				  .hidden = m->hidden,
				  .delay_ms = fate->delay_ms };
	hop_store_add(&log->offers, &mark);
}

/* The message of an offer, if it is still known. */
static struct mail *offered(struct mail_log *log, const struct hop_mark *mark)
{
	struct mail *m = &log->mails.mail[mark->mail];

	return mark->mail < log->mails.mails && m->hash == mark->mail_hash && m->host == mark->host
		       ? m
		       : NULL;
}

/* The delivery was none: it was handed on. */
static void take_back(struct mail_log *log, const struct hop_mark *mark)
{
	struct tally_counts one = { .messages = mark->counted,
				    .sent = 1,
				    .delay_ms = mark->delay_ms };
	struct mail *before = offered(log, mark);

	if (!mark->sent)
		return; /* it did not count */
	if (!mark->hidden) {
		tally_take(&log->leaving, mark->left, &one);
		one.messages = 0;
		tally_take(&log->accounts, before ? before->account : mark->account, &one);
	}
	if (!before)
		return;
	before->handed_on++;
	before->delay_ms -= mark->delay_ms;
}

static bool was_offered(struct mail_log *log, const struct hop_mark *mark, const struct mail *m)
{
	struct side gave = marked_side(mark), took = side_of(m);

	if (gave.host == took.host && gave.peer.loopback && m->local)
		return near(gave.at_s, took.at_s);
	return same_message(log, &gave, &took);
}

static void join_offer(struct mail_log *log, struct mail *m, struct hop_mark *mark)
{
	const struct mail *before = offered(log, mark);

	take_back(log, mark);
	mark->taken = true;
	if (m->inner)
		return; /* for one more recipient */
	mail_carry_on(log, m, before ? before->origin : mark->origin,
		      before ? before->account : mark->account);
	log->sum.joined += m->host != mark->host;
	if (before)
		told(log, before, m);
}

/* A user's program may forward what came from outside: then it is of its class. */
static void look_for_forward(struct mail_log *log, struct mail *m)
{
	if (!m->message_id || m->inner)
		return;
	if (m->origin == MAIL_RELAY && !m->local)
		forwards_add(&log->forwards, m->message_id, m->host, seconds(log));
	else if (m->origin == MAIL_SCRIPT &&
		 forwards_take(&log->forwards, m->message_id, m->host, seconds(log)))
		mail_set_account(log, m, MAIL_RELAY, mail_account(log, m));
}

void hop_identified(struct mail_log *log, struct mail *m, struct str message_id)
{
	struct hop_mark *mark[HOP_STORE_SAME];
	uint32_t n;

	if (message_id.n > 2 && message_id.p[0] == '<' && str_ends(message_id, STR(">")))
		message_id = str_sub(message_id, 1, message_id.n - 2);
	m->message_id = message_id.n ? name_hash(message_id, log->mails.seed) : 0;
	look_for_forward(log, m);
	if (m->inner || !m->client.known)
		return;
	n = hop_store_find(&log->offers, m->hash, mark);
	for (uint32_t i = 0; i < n; i++)
		if (!mark[i]->taken && was_offered(log, mark[i], m))
			join_offer(log, m, mark[i]);
}

struct mail *hop_before(struct mail_log *log, struct mail *m, struct str id)
{
	struct mail *before = mail_table_find(&log->mails, m->host, id);

	if (before)
		return before == m ? NULL : before;
	while ((before = mail_table_elsewhere(&log->mails, m->host, id, before)))
		if (m->client.ours || named_as(log, &m->client, before->host))
			return before;
	return NULL;
}

void hop_bounced(struct mail_log *log, uint32_t about, const struct mail *bounce)
{
	struct mail *m = &log->mails.mail[about];

	if (m == bounce || m->child_hash)
		return;
	m->child = (uint32_t)(bounce - log->mails.mail);
	m->child_hash = bounce->hash;
}

void hop_forgotten(struct mail_log *log, const struct mail *m)
{
	struct hop_mark mark;

	if (m->inner || m->local || !m->message_id || !m->client.known ||
	    (m->origin != MAIL_RELAY && !m->client.ours))
		return;
	mark = (struct hop_mark){ .key = m->hash,
				  .message_id = m->message_id,
				  .at_s = m->came_s,
				  .account = m->account,
				  .peer = m->client,
				  .host = m->host,
				  .counted = m->counted,
				  .hidden = m->hidden,
				  .sent = m->sent - m->handed_on,
				  .deferred = m->deferred,
				  .bounced = m->bounced,
				  .delay_ms = m->delay_ms,
				  .delay_max_ms = m->delay_max_ms };
	hop_store_add(&log->forgotten, &mark);
}
