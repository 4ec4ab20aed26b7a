/* A DNS question in bytes: header and one question, no EDNS.
 *
 * What a server echoes is compared with these bytes (dns_reply_matches), so that nothing else
 * has to be remembered of a question that was sent.
 */
#pragma once

#include "proto/dns_name.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DNS_HEADER 12                                 /* octets before the question */
#define DNS_QUERY_MAX (DNS_HEADER + DNS_NAME_MAX + 4) /* octets of the longest query */

enum dns_type {
	DNS_A = 1,
	DNS_NS = 2,
	DNS_CNAME = 5,
	DNS_SOA = 6,
	DNS_PTR = 12,
	DNS_MX = 15,
	DNS_TXT = 16,
	DNS_AAAA = 28,
};

/* The type as a word, "TYPE99" for others: for messages; `text` has room for 12 octets. */
const char *dns_type_text(uint16_t type, char *text);

/* Asks for `name`. Returns the octets written. */
size_t dns_query_name(uint8_t out[DNS_QUERY_MAX], const struct dns_name *name, uint16_t type);

/* Asks for an address reversed below `zone` without building the name first; 0 if the name
 * would be too long. */
size_t dns_query_ip(uint8_t out[DNS_QUERY_MAX], struct ip ip, const struct dns_name *zone,
		    uint16_t type);

/* The two above leave id and "recursion desired" at zero. */
void dns_query_id(uint8_t *query, uint16_t id);
void dns_query_recurse(uint8_t *query);
