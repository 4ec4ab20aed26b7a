/* A DNS reply from its bytes: what a sweep, a search for name servers and a look at PTR
 * records need of it.
 *
 * Only records that answer the question count: those of its name, or of the name that a
 * chain of CNAMEs leads to, in the order sent. More records than there is room for are
 * dropped, which `more` tells. Nothing here looks into the packet after parsing.
 */
#pragma once

#include "base/ip.h"
#include "proto/dns_name.h"
#include "proto/dns_query.h"

#define DNS_REPLY_ADDRS_MAX 64    /* A and AAAA records kept */
#define DNS_REPLY_NAMES_MAX 16    /* NS and PTR names kept */
#define DNS_REPLY_TEXTS_MAX 8     /* TXT records kept */
#define DNS_REPLY_TEXT_MAX 512    /* octets kept of one TXT record, its strings joined */
#define DNS_REPLY_RECORDS_MAX 512 /* records a packet may claim to hold */
#define DNS_REPLY_JUMPS_MAX 64    /* compression pointers followed within one name */

enum dns_rcode {
	DNS_NOERROR = 0,
	DNS_FORMERR = 1,
	DNS_SERVFAIL = 2,
	DNS_NXDOMAIN = 3,
	DNS_NOTIMP = 4,
	DNS_REFUSED = 5,
};

struct dns_addr {
	struct ip ip;
	uint32_t ttl;
};

struct dns_text {
	uint16_t n;
	uint32_t ttl;
	char b[DNS_REPLY_TEXT_MAX];
};

struct dns_reply {
	uint16_t id;
	uint8_t rcode;
	bool aa, tc, ra;
	bool more;     /* there were records beyond the limits above */
	bool alias;    /* the answer was reached through a CNAME */
	bool referral; /* no answer, no SOA, but name servers to go to: not a denial */

	uint16_t type; /* of the question */
	uint8_t addrs, names, texts;
	struct dns_addr addr[DNS_REPLY_ADDRS_MAX];
	struct dns_name name[DNS_REPLY_NAMES_MAX];
	struct dns_text text[DNS_REPLY_TEXTS_MAX];

	/* the first SOA record, of the answer or of the authority section */
	bool soa;
	struct dns_name soa_owner;
	uint32_t soa_serial, soa_minimum, soa_ttl;
};

/* The id, or -1 where the packet is too short to be a reply or is a question itself. */
int dns_reply_id(struct str packet);

/* Does the packet echo the one question of `query` (id, name, type, class)? A reply with an
 * error code may leave the question out; then `bare` says so. */
bool dns_reply_matches(struct str packet, const uint8_t *query, size_t query_n, bool *bare);

/* ERR_INPUT for what is no well-formed reply. Where `tc` is set, what does not fit the
 * packet's counts is no fault. */
NODISCARD int dns_reply_parse(struct str packet, struct dns_reply *out, struct err *err);

/* "NXDOMAIN", "REFUSED" ...; `text` has room for 12 octets. */
const char *dns_rcode_text(uint8_t rcode, char *text);

/* How long a denial may be believed: min(SOA TTL, SOA minimum); 0 without an SOA. */
uint32_t dns_reply_denial_ttl(const struct dns_reply *reply);
