/* Replies: a cursor over the packet that remembers its first failure, sections in order. */
#include "proto/dns_reply.h"

#include <stdio.h>
#include <string.h>

enum { FLAG_QR = 0x80, FLAG_AA = 0x04, FLAG_TC = 0x02, FLAG_RA = 0x80, OPCODE = 0x78 };

/* After a failure nothing is left, so that every later step fails by itself. */
struct cursor {
	const uint8_t *p;
	size_t n, at;
	bool bad;
};

struct record {
	size_t owner; /* place of its name */
	uint16_t type, class;
	uint32_t ttl;
	size_t data, data_n; /* place of its data */
};

static void fail(struct cursor *c)
{
	c->bad = true;
	c->at = c->n;
}

static uint8_t get_u8(struct cursor *c)
{
	if (c->at >= c->n) {
		fail(c);
		return 0;
	}
	return c->p[c->at++];
}

/* The next `n` octets, or NULL. */
static const uint8_t *get(struct cursor *c, size_t n)
{
	const uint8_t *p = c->p + c->at;

	if (c->n - c->at < n) {
		fail(c);
		return NULL;
	}
	c->at += n;
	return p;
}

static uint16_t get_u16(struct cursor *c)
{
	const uint8_t *p = get(c, 2);

	if (!p)
		return 0;
	return (uint16_t)((unsigned)p[0] << 8 | p[1]);
}

static uint32_t get_u32(struct cursor *c)
{
	const uint8_t *p = get(c, 4);

	return p ? (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 | p[3] : 0;
}

/* Past a name as it stands here, without following it. */
static void skip_name(struct cursor *c)
{
	for (;;) {
		uint8_t len = get_u8(c);

		if (len == 0)
			return; /* its end, or a failure */
		if (len >= 0xc0) {
			get(c, 1);
			return;
		}
		if (len > DNS_LABEL_MAX) {
			fail(c);
			return;
		}
		get(c, len);
	}
}

/* A name, its pointers followed; the cursor ends behind it as it stands here. A pointer must
 * lead to before itself, so that no chain of them can go round. */
static void get_name(struct cursor *c, struct dns_name *out)
{
	struct cursor walk = *c;
	size_t before = c->at;
	unsigned jumps = 0;
	size_t n = 0;

	for (;;) {
		unsigned len = get_u8(&walk);

		if (walk.bad)
			break;
		if (len >= 0xc0) {
			size_t to = (len & 0x3f) << 8 | get_u8(&walk);

			if (jumps++ == 0)
				c->at = walk.at;
			if (walk.bad || to >= before || jumps > DNS_REPLY_JUMPS_MAX)
				break;
			walk.at = before = to;
			continue;
		}
		if (len > DNS_LABEL_MAX || n + 1 + len > DNS_NAME_MAX || walk.n - walk.at < len)
			break;
		out->b[n++] = (uint8_t)len;
		memcpy(out->b + n, walk.p + walk.at, len);
		n += len;
		walk.at += len;
		if (len == 0) {
			out->n = (uint8_t)n;
			if (jumps == 0)
				c->at = walk.at;
			return;
		}
	}
	out->n = 0;
	fail(c);
}

static struct cursor at(const struct cursor *c, size_t place)
{
	return (struct cursor){ c->p, c->n, place, false };
}

/* Is this the name that answers count for? It mostly stands as a pointer to the question. */
static bool is_owner(const struct cursor *c, const struct record *r, const struct dns_name *want,
		     bool alias)
{
	struct cursor name = at(c, r->owner);
	struct dns_name owner;

	if (!alias && c->p[r->owner] == 0xc0 && c->p[r->owner + 1] == DNS_HEADER)
		return true;
	get_name(&name, &owner);
	return !name.bad && dns_name_eq(&owner, want);
}

static void get_record(struct cursor *c, struct record *r)
{
	r->owner = c->at;
	skip_name(c);
	r->type = get_u16(c);
	r->class = get_u16(c);
	r->ttl = get_u32(c);
	if (r->ttl > INT32_MAX)
		r->ttl = 0; /* RFC 2181, section 8 */
	r->data_n = get_u16(c);
	r->data = c->at;
	get(c, r->data_n);
}

/* The data of a record as a cursor: it may look back into the packet, never past its end. */
static struct cursor data_of(const struct cursor *c, const struct record *r)
{
	return (struct cursor){ c->p, r->data + r->data_n, r->data, false };
}

static bool take_address(const struct cursor *c, const struct record *r, struct dns_reply *out)
{
	size_t len = r->type == DNS_A ? 4 : 16;
	struct dns_addr *addr = &out->addr[out->addrs];

	if (r->data_n != len)
		return false;
	if (out->addrs == DNS_REPLY_ADDRS_MAX) {
		out->more = true;
		return true;
	}
	*addr = (struct dns_addr){ .ip.len = (uint8_t)len, .ttl = r->ttl };
	memcpy(addr->ip.b, c->p + r->data, len);
	out->addrs++;
	return true;
}

static bool take_name(const struct cursor *c, const struct record *r, struct dns_reply *out)
{
	struct cursor data = data_of(c, r);
	struct dns_name spare;
	bool room = out->names < DNS_REPLY_NAMES_MAX;

	get_name(&data, room ? &out->name[out->names] : &spare);
	if (data.bad || data.at != data.n)
		return false;
	if (room)
		out->names++;
	else
		out->more = true;
	return true;
}

static bool take_text(const struct cursor *c, const struct record *r, struct dns_reply *out)
{
	struct cursor data = data_of(c, r);
	struct dns_text *text = &out->text[out->texts];

	if (out->texts == DNS_REPLY_TEXTS_MAX) {
		out->more = true;
		return true;
	}
	text->n = 0;
	text->ttl = r->ttl;
	while (data.at < data.n) {
		size_t n = get_u8(&data);
		size_t room = DNS_REPLY_TEXT_MAX - text->n;

		if (data.n - data.at < n)
			return false;
		if (n > room)
			out->more = true;
		memcpy(text->b + text->n, data.p + data.at, n < room ? n : room);
		text->n = (uint16_t)(text->n + (n < room ? n : room));
		data.at += n;
	}
	out->texts++;
	return true;
}

static bool take_soa(const struct cursor *c, const struct record *r, struct dns_reply *out)
{
	struct cursor data = data_of(c, r);
	struct cursor owner = at(c, r->owner);

	if (out->soa)
		return true;
	skip_name(&data);
	skip_name(&data);
	out->soa_serial = get_u32(&data);
	get(&data, 12); /* refresh, retry, expire */
	out->soa_minimum = get_u32(&data);
	out->soa_ttl = r->ttl;
	get_name(&owner, &out->soa_owner);
	out->soa = !owner.bad && !data.bad && data.at == data.n;
	return out->soa;
}

/* A record of the answer section; *want is the name that answers count for. */
static bool take_answer(const struct cursor *c, const struct record *r, struct dns_name *want,
			struct dns_reply *out)
{
	struct cursor data = data_of(c, r);

	if (r->class != 1 || !is_owner(c, r, want, out->alias))
		return true;
	if (r->type == DNS_CNAME && out->type != DNS_CNAME) {
		out->alias = true;
		get_name(&data, want);
		return !data.bad && data.at == data.n;
	}
	if (r->type != out->type)
		return true;
	switch (r->type) {
	case DNS_A:
	case DNS_AAAA:
		return take_address(c, r, out);
	case DNS_NS:
	case DNS_PTR:
	case DNS_CNAME:
		return take_name(c, r, out);
	case DNS_TXT:
		return take_text(c, r, out);
	case DNS_SOA:
		return take_soa(c, r, out);
	default:
		return true;
	}
}

static bool take_authority(const struct cursor *c, const struct record *r, struct dns_reply *out)
{
	if (r->class != 1)
		return true;
	if (r->type == DNS_NS)
		out->referral = true;
	if (r->type == DNS_SOA)
		return take_soa(c, r, out);
	return true;
}

/* The header; returns the records to come. */
static size_t head(struct cursor *c, struct dns_reply *out, unsigned count[4])
{
	out->id = get_u16(c);
	get(c, 2);
	for (int i = 0; i < 4; i++)
		count[i] = get_u16(c);
	return count[1] + count[2] + count[3];
}

/* The question's type; its name stays where it is. */
static void question(struct cursor *c, struct dns_reply *out)
{
	skip_name(c);
	out->type = get_u16(c);
	get(c, 2);
}

static void answers(struct cursor *c, unsigned n, struct dns_reply *out)
{
	struct cursor name = at(c, DNS_HEADER);
	struct dns_name want;
	struct record r;

	get_name(&name, &want);
	if (name.bad)
		fail(c);
	for (unsigned i = 0; i < n && !c->bad; i++) {
		get_record(c, &r);
		if (!c->bad && !take_answer(c, &r, &want, out))
			fail(c);
	}
}

/* Nobody here reads the section behind it, and a broken end harms no answer. */
static void authority(struct cursor *c, unsigned n, struct dns_reply *out)
{
	struct record r;

	for (unsigned i = 0; i < n && !c->bad; i++) {
		get_record(c, &r);
		if (!c->bad && !take_authority(c, &r, out))
			fail(c);
	}
}

int dns_reply_id(struct str packet)
{
	const uint8_t *p = (const uint8_t *)packet.p;

	if (packet.n < DNS_HEADER || !(p[2] & FLAG_QR))
		return -1;
	return p[0] << 8 | p[1];
}

bool dns_reply_matches(struct str packet, const uint8_t *query, size_t query_n, bool *bare)
{
	const uint8_t *p = (const uint8_t *)packet.p;

	*bare = false;
	if (packet.n < DNS_HEADER || !(p[2] & FLAG_QR) || (p[2] & OPCODE) != 0)
		return false;
	if (p[0] != query[0] || p[1] != query[1])
		return false;
	if (p[4] == 0 && p[5] == 0) {
		*bare = true;
		return (p[3] & 15) != DNS_NOERROR && (p[3] & 15) != DNS_NXDOMAIN;
	}
	if (p[4] != 0 || p[5] != 1 || packet.n < query_n)
		return false;
	if (memcmp(p + DNS_HEADER, query + DNS_HEADER, query_n - DNS_HEADER) == 0)
		return true;
	/* type and class hold no letters that could differ in case only */
	for (size_t i = DNS_HEADER; i < query_n; i++) {
		uint8_t a = p[i], b = query[i];

		if (a >= 'A' && a <= 'Z')
			a |= 0x20;
		if (b >= 'A' && b <= 'Z')
			b |= 0x20;
		if (a != b)
			return false;
	}
	return true;
}

int dns_reply_parse(struct str packet, struct dns_reply *out, struct err *err)
{
	struct cursor c = { (const uint8_t *)packet.p, packet.n, 0, false };
	unsigned count[4];

	out->addrs = out->names = out->texts = 0;
	out->more = out->alias = out->referral = out->soa = false;
	out->soa_owner.n = 0;
	out->soa_serial = out->soa_minimum = out->soa_ttl = 0;
	if (dns_reply_id(packet) < 0)
		return err_set(err, ERR_INPUT, "no DNS reply: %zu octets", packet.n);
	out->rcode = c.p[3] & 15;
	out->aa = c.p[2] & FLAG_AA;
	out->tc = c.p[2] & FLAG_TC;
	out->ra = c.p[3] & FLAG_RA;
	if (head(&c, out, count) > DNS_REPLY_RECORDS_MAX)
		return err_set(err, ERR_INPUT, "DNS reply claims more than %d records",
			       DNS_REPLY_RECORDS_MAX);
	out->type = 0;
	if (count[0] == 1)
		question(&c, out);
	if (c.bad || count[0] > 1)
		return err_set(err, ERR_INPUT, "DNS reply has a broken question");
	if (count[0] == 1 && count[1] > 0)
		answers(&c, count[1], out);
	else if (count[1] > 0)
		fail(&c); /* answers to nothing */
	authority(&c, count[2], out);
	if (c.bad && !out->tc)
		return err_set(err, ERR_INPUT, "DNS reply is broken at octet %zu of %zu", c.at,
			       packet.n);
	out->referral = out->referral && !out->soa && !out->addrs && !out->names && !out->texts;
	return 0;
}

const char *dns_rcode_text(uint8_t rcode, char *text)
{
	static const char *const words[] = { "NOERROR",  "FORMERR", "SERVFAIL",
					     "NXDOMAIN", "NOTIMP",  "REFUSED" };

	if (rcode < LEN(words))
		return words[rcode];
	snprintf(text, 12, "RCODE%u", rcode);
	return text;
}

uint32_t dns_reply_denial_ttl(const struct dns_reply *reply)
{
	if (!reply->soa)
		return 0;
	return reply->soa_ttl < reply->soa_minimum ? reply->soa_ttl : reply->soa_minimum;
}
