/* DNS packets: what is parsed is well-formed, does not hang on what follows the packet, and
 * only the exact question matches. */
#include "fuzz.h"

#include "proto/dns_reply.h"

#include <stdlib.h>
#include <string.h>

static struct dns_reply one, other;

/* A name that came out can be written as text, and read back the same. */
static void name_is_sound(const struct dns_name *name)
{
	struct buf AUTO(buf_done) text;
	struct dns_name again;

	buf_init(&text, DNS_TEXT_MAX);
	dns_name_fmt(&text, name);
	PROPERTY(!text.full);
	PROPERTY(dns_name_parse(buf_str(&text), &again, NULL) == 0);
	PROPERTY(again.n == name->n && memcmp(again.b, name->b, name->n) == 0);
}

static void reply_is_sound(const struct dns_reply *r)
{
	PROPERTY(r->addrs <= DNS_REPLY_ADDRS_MAX && r->names <= DNS_REPLY_NAMES_MAX);
	PROPERTY(r->texts <= DNS_REPLY_TEXTS_MAX);
	for (unsigned i = 0; i < r->addrs; i++)
		PROPERTY(r->addr[i].ip.len == (r->type == DNS_A ? 4 : 16));
	for (unsigned i = 0; i < r->names; i++)
		name_is_sound(&r->name[i]);
	for (unsigned i = 0; i < r->texts; i++)
		PROPERTY(r->text[i].n <= DNS_REPLY_TEXT_MAX);
	if (r->soa)
		name_is_sound(&r->soa_owner);
	PROPERTY(dns_reply_denial_ttl(r) <= r->soa_ttl);
	PROPERTY(!(r->referral && (r->soa || r->addrs)));
}

/* The same packet with octets behind it says the same. */
static void rest_is_ignored(struct str packet)
{
	size_t n = packet.n + 9;
	char *longer = malloc(n);

	memset(longer, 0xc0, n);
	memcpy(longer, packet.p, packet.n);
	PROPERTY(dns_reply_parse((struct str){ longer, n }, &other, NULL) == 0);
	PROPERTY(other.addrs == one.addrs && other.names == one.names && other.texts == one.texts);
	PROPERTY(other.soa == one.soa && other.soa_serial == one.soa_serial);
	PROPERTY(other.referral == one.referral && other.alias == one.alias);
	free(longer);
}

/* Whatever question the packet matches, it matches no neighbour of it. */
static void match_is_exact(struct str packet)
{
	uint8_t query[DNS_QUERY_MAX];
	bool bare;
	size_t n = packet.n < DNS_QUERY_MAX ? packet.n : DNS_QUERY_MAX;

	if (n <= DNS_HEADER)
		return;
	memcpy(query, packet.p, n);
	if (!dns_reply_matches(packet, query, n, &bare) || bare)
		return;
	for (size_t i = 0; i < n; i++) {
		if (i >= 2 && i < DNS_HEADER)
			continue; /* the header beyond the id is no question */
		query[i] ^= 1;
		PROPERTY(!dns_reply_matches(packet, query, n, &bare));
		query[i] ^= 1;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str packet = fuzz_str(data, n);

	match_is_exact(packet);
	if (dns_reply_parse(packet, &one, NULL) < 0)
		return 0;
	PROPERTY(dns_reply_id(packet) == one.id);
	reply_is_sound(&one);
	if (!one.tc)
		rest_is_ignored(packet);
	return 0;
}
