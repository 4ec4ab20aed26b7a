/* Facts about an answer, out of packets and out of local copies. */
#include "sweep/facts.h"

#include "base/ip.h"
#include "proto/dns_reply.h"
#include "sweep/copy.h"
#include "sweep/engine.h"

#include <string.h>

static enum reply_fate fate_of(enum told_how how)
{
	switch (how) {
	case TOLD_REPLY:
	case TOLD_ERROR:
	case TOLD_CUT:
		return REPLY_CAME;
	case TOLD_GARBLED:
		return REPLY_GARBLED;
	case TOLD_SILENCE:
	case TOLD_STOPPED:
		return REPLY_TIMEOUT;
	case TOLD_NOBODY:
	case TOLD_NAMELESS:
	case TOLD_STARVED:
		return REPLY_UNREACHABLE;
	}
	return REPLY_UNREACHABLE;
}

static void take_addrs(struct reply_facts *f, const struct dns_reply *r)
{
	f->ttl = UINT32_MAX;
	for (size_t i = 0; i < r->addrs; i++) {
		if (r->addr[i].ip.len != 4)
			continue;
		if (f->n_addrs < REPLY_ADDRS_MAX)
			f->addr[f->n_addrs++] = (uint32_t)ip_key(r->addr[i].ip).lo;
		if (r->addr[i].ttl < f->ttl)
			f->ttl = r->addr[i].ttl;
	}
	if (f->n_addrs == 0)
		f->ttl = 0;
}

static bool plain(uint8_t c)
{
	return c == '-' || c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
	       (c >= 'a' && c <= 'z');
}

/* The text of a name of plain labels; false for any other. */
static bool plain_text(const struct dns_name *name, char *out, size_t *n)
{
	*n = 0;
	for (size_t at = 0; at < name->n && name->b[at]; at += 1u + name->b[at]) {
		if (*n > 0)
			out[(*n)++] = '.';
		for (size_t i = 1; i <= name->b[at]; i++) {
			if (!plain(name->b[at + i]))
				return false;
			out[(*n)++] = (char)name->b[at + i];
		}
	}
	return true;
}

/* What dns_name_fmt() gives, without its buffer where nothing needs escaping: once per denial,
 * so it counts. */
static size_t owner_text(const struct dns_name *name, char *out)
{
	struct buf AUTO(buf_done) text;
	size_t n;

	buf_init(&text, DNS_TEXT_MAX);
	if (plain_text(name, out, &n))
		return n;
	dns_name_fmt(&text, name);
	memcpy(out, buf_str(&text).p, text.n);
	return text.n;
}

static void take_soa(struct facts *f, const struct dns_reply *r)
{
	f->reply.has_soa = true;
	f->reply.soa_owner = (struct str){ f->owner, owner_text(&r->soa_owner, f->owner) };
	f->reply.soa_ttl = r->soa_ttl;
	f->reply.soa_minimum = r->soa_minimum;
	f->reply.serial = r->soa_serial;
}

void facts_of_told(struct facts *f, const struct told *t)
{
	f->reply = (struct reply_facts){ .fate = fate_of(t->how) };
	f->reply.tc = t->how == TOLD_CUT;
	if (t->how == TOLD_ERROR)
		f->reply.rcode = t->rcode;
	if (t->how != TOLD_REPLY)
		return;
	f->reply.rcode = t->rcode;
	f->reply.aa = t->reply->aa;
	take_addrs(&f->reply, t->reply);
	if (t->reply->soa)
		take_soa(f, t->reply);
}

void facts_of_copy(struct facts *f, const struct list *l, const struct copy_found *found)
{
	struct reply_facts *r = &f->reply;

	*r = (struct reply_facts){ .fate = REPLY_CAME, .aa = true, .ttl = UINT32_MAX };
	for (unsigned i = 0; i < found->n && r->n_addrs < REPLY_ADDRS_MAX; i++) {
		const uint8_t *a = found->r[i].a;

		if (!found->r[i].has_a)
			continue;
		r->addr[r->n_addrs++] =
			(uint32_t)a[0] << 24 | (uint32_t)a[1] << 16 | (uint32_t)a[2] << 8 | a[3];
		if (found->r[i].ttl < r->ttl)
			r->ttl = found->r[i].ttl;
	}
	if (r->n_addrs > 0)
		return;
	r->ttl = 0;
	r->rcode = DNS_NXDOMAIN;
	r->has_soa = true;
	r->soa_owner = l->apex;
}
