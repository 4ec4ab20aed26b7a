/* Control questions and what their answers prove.
 *
 * Test points show that the data is there and that not all is listed. Three addresses that
 * nobody chose and a label that nothing can list unmask a wildcard. One random address may
 * well be listed by a list in order, and lists of policies and ranges name large parts of
 * the world, so only two of three that are named for abuse (or praised) speak against it.
 */
#include "model/gate.h"

#include <stdio.h>
#include <string.h>

enum { RANDOMS = 3, RANDOMS_NAMED = 2, POINTS_LISTED_MAX = 12, POINTS_CLEAN_MAX = 6 };

static struct gate_ask *ask_add(struct gate *g, enum gate_role role)
{
	struct gate_ask *a = &g->ask[g->n++];

	*a = (struct gate_ask){ .role = role };
	return a;
}

static void points_add(struct gate *g, enum gate_role role, const struct list_point *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct gate_ask *a;

		if (p[i].name.n >= GATE_NAME_MAX)
			continue;
		a = ask_add(g, role);
		a->ip = p[i].ip;
		a->want = p[i].want;
		if (p[i].name.n)
			memcpy(a->name, p[i].name.p, p[i].name.n);
	}
}

/* Blocks that are nobody's address on the internet. */
static bool is_special(uint32_t a)
{
	static const struct {
		uint32_t net, bits;
	} special[] = {
		{0x00000000,  8 }, /* this network */
		{ 0x0a000000, 8 }, /* private */
		{ 0x64400000, 10}, /* carrier NAT */
		{ 0x7f000000, 8 }, /* loopback */
		{ 0xa9fe0000, 16}, /* link */
		{ 0xac100000, 12}, /* private */
		{ 0xc0000000, 24}, /* protocol assignments */
		{ 0xc0000200, 24}, /* documentation */
		{ 0xc0a80000, 16}, /* private */
		{ 0xc6120000, 15}, /* benchmarks */
		{ 0xc6336400, 24}, /* documentation */
		{ 0xcb007100, 24}, /* documentation */
		{ 0xe0000000, 3 }, /* multicast and reserved */
	};

	for (size_t i = 0; i < LEN(special); i++)
		if (a >> (32 - special[i].bits) == special[i].net >> (32 - special[i].bits))
			return true;
	return false;
}

static struct ip random_ip4(struct rng *rng)
{
	uint32_t a;

	do
		a = (uint32_t)rng_u64(rng);
	while (is_special(a));
	return ip4(a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
}

/* In 2000::/3, where addresses are given out. */
static struct ip random_ip6(struct rng *rng)
{
	struct ip ip = { .len = 16 };

	for (int i = 0; i < 16; i++)
		ip.b[i] = (uint8_t)rng_below(rng, 256);
	ip.b[0] = (uint8_t)(0x20 | (ip.b[0] & 0x1f));
	return ip;
}

static void random_label(struct rng *rng, char *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (char)('a' + rng_below(rng, 26));
	out[n] = '\0';
}

void gate_plan(struct gate *g, const struct list *l, struct rng *rng, struct ip own)
{
	bool own_fits = own.len && list_takes(l, own);

	*g = (struct gate){ .list = l };
	ask_add(g, GATE_SOA);
	points_add(g, GATE_LISTED, l->listed,
		   l->n_listed > POINTS_LISTED_MAX ? POINTS_LISTED_MAX : l->n_listed);
	points_add(g, GATE_CLEAN, l->clean,
		   l->n_clean > POINTS_CLEAN_MAX ? POINTS_CLEAN_MAX : l->n_clean);
	for (int i = 0; i < RANDOMS && l->subject == LIST_ADDRESSES; i++) {
		struct gate_ask *a = ask_add(g, GATE_RANDOM);

		if (i == 0 && own_fits)
			a->ip = own;
		else
			a->ip = l->v4 ? random_ip4(rng) : random_ip6(rng);
	}
	random_label(rng, ask_add(g, GATE_NOTHING)->name, 20);
	if (l->subject == LIST_NAMES) {
		char *name = ask_add(g, GATE_NOTHING)->name;

		random_label(rng, name, 20);
		memcpy(name + 20, ".com", 5);
	}
}

static const char *ask_text(const struct gate_ask *a, char *text)
{
	return a->ip.len ? ip_text(a->ip, text) : a->name;
}

/* Keeps the worst state and the sentence of its first occurrence. */
PRINTF(3, 4)
static void speaks_against(struct gate *g, enum gate_state s, const char *fmt, ...)
{
	va_list ap;

	if (s <= g->worst)
		return;
	g->worst = s;
	va_start(ap, fmt);
	vsnprintf(g->why, sizeof(g->why), fmt, ap);
	va_end(ap);
}

static enum gate_state state_of_why(enum answer_why why)
{
	switch (why) {
	case WHY_TRANSPORT:
		return GATE_SILENT;
	case WHY_REFUSED:
	case WHY_OPERATOR:
	case WHY_BLOCKED:
	case WHY_QUOTA:
		return GATE_REFUSED;
	case WHY_ZONE_GONE:
	case WHY_UNPROVEN:
	case WHY_REWRITTEN:
	case WHY_NEW_CODE:
	case WHY_NONE:
	case WHY_COUNT:
		break;
	}
	return GATE_BROKEN;
}

static bool was_given(const struct gate_ask *a, const struct reply_facts *f)
{
	for (size_t i = 0; i < f->n_addrs && i < REPLY_ADDRS_MAX; i++)
		if (a->want == 0 || f->addr[i] == a->want)
			return true;
	return false;
}

static void told_listed(struct gate *g, const struct gate_ask *a, const struct reply_facts *f)
{
	char text[IP_TEXT_MAX + 1];

	if (was_given(a, f)) {
		g->points4 += a->ip.len == 4;
		g->points6 += a->ip.len == 16;
	} else if (f->n_addrs) {
		speaks_against(g, GATE_BROKEN, "its test point %s has another code than usual",
			       ask_text(a, text));
	} else if (!g->list->any_point) {
		speaks_against(g, GATE_BROKEN, "its test point %s is not listed",
			       ask_text(a, text));
	}
}

static void told_random(struct gate *g, const struct answer *got)
{
	bool named = got->verdict == ANSWER_LISTED &&
		     (got->kind == LIST_BLOCK || got->kind == LIST_WHITE);

	g->named += named || got->why == WHY_NEW_CODE;
	if (g->named >= RANDOMS_NAMED)
		speaks_against(g, GATE_BROKEN, "it lists random addresses: %u of %u asked",
			       g->named, g->randoms);
}

static void told_role(struct gate *g, const struct gate_ask *a, const struct reply_facts *f,
		      const struct answer *got)
{
	char text[IP_TEXT_MAX + 1];

	switch (a->role) {
	case GATE_SOA:
		if (f->has_soa)
			g->serial = f->serial;
		break;
	case GATE_LISTED:
		told_listed(g, a, f);
		break;
	case GATE_CLEAN:
		if (got->verdict == ANSWER_LISTED || got->why == WHY_NEW_CODE)
			speaks_against(g, GATE_BROKEN, "it lists %s, which no list may name",
				       ask_text(a, text));
		break;
	case GATE_RANDOM:
		told_random(g, got);
		break;
	case GATE_NOTHING:
		if (f->n_addrs)
			speaks_against(g, GATE_BROKEN,
				       "it answers for everything: \"%s\" is listed",
				       ask_text(a, text));
		break;
	}
}

void gate_told(struct gate *g, size_t i, const struct reply_facts *f)
{
	struct gate_ask *a = &g->ask[i];
	struct reply_facts facts = *f;
	struct answer got;
	char text[ANSWER_TEXT_MAX];

	if (i >= g->n || a->told)
		return;
	a->told = true;
	g->told++;
	g->randoms += a->role == GATE_RANDOM;
	if (a->role == GATE_SOA)
		facts.n_addrs = 0;
	got = answer_judge(g->list, &facts);
	if (got.verdict == ANSWER_UNKNOWN && got.why != WHY_NEW_CODE)
		speaks_against(g, state_of_why(got.why), "%s", answer_why_text(&got, &facts, text));
	else
		told_role(g, a, &facts, &got);
}

enum gate_state gate_state(struct gate *g)
{
	if (g->told < g->n)
		return GATE_WAITING;
	/* where one of them was not answered at all, nobody knows */
	if (g->worst == GATE_WAITING && g->list->any_point && g->points4 + g->points6 == 0) {
		speaks_against(g, GATE_BROKEN, "none of its test points is listed");
		g->pointless = true;
	}
	return g->worst == GATE_WAITING ? GATE_OK : g->worst;
}

bool gate_serves(const struct gate *g, struct ip ip)
{
	if (!g->list->any_point || g->pointless)
		return true;
	return (ip.len == 4 ? g->points4 : g->points6) != 0;
}

const char *gate_state_name(enum gate_state s)
{
	switch (s) {
	case GATE_WAITING:
		return "waiting";
	case GATE_OK:
		return "ok";
	case GATE_SILENT:
		return "silent";
	case GATE_BROKEN:
		return "broken";
	case GATE_REFUSED:
		return "refused";
	}
	return "unknown";
}

struct health health_new(void)
{
	return (struct health){ .last_good = WHEN_EVER, .since = WHEN_EVER };
}

bool health_check(struct health *h, enum gate_state s, struct instant now)
{
	if (s != h->state) {
		h->state = s;
		h->since = now;
	}
	if (s == GATE_OK)
		h->last_good = now;
	return s != GATE_OK;
}

bool health_may_ask(const struct health *h)
{
	return h->state == GATE_OK && !h->held;
}
