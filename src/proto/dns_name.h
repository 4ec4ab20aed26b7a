/* A domain name in its form on the wire: labels with their lengths, ended by the root's.
 *
 * Comparison ignores the case of ASCII letters; the octets are kept as they came.
 */
#pragma once

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/ip.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define DNS_NAME_MAX 255  /* octets of a name on the wire (RFC 1035) */
#define DNS_LABEL_MAX 63  /* octets of one label */
#define DNS_TEXT_MAX 1016 /* octets of the longest text form: every octet as \DDD */

struct dns_name {
	uint8_t n; /* 1 to 255 with the root's zero; 0: no name at all */
	uint8_t b[DNS_NAME_MAX];
};

/* "bl.example", with or without a final dot; "." is the root; \. and \DDD as in master files.
 * ERR_INPUT says which label is wrong. */
NODISCARD int dns_name_parse(struct str text, struct dns_name *out, struct err *err);

/* Text without a final dot; octets that are not plain are escaped. */
void dns_name_fmt(struct buf *out, const struct dns_name *name);

bool dns_name_eq(const struct dns_name *a, const struct dns_name *b);

/* `inner` lies below `outer`, or equals it. */
bool dns_name_within(const struct dns_name *inner, const struct dns_name *outer);

/* Labels above the root. */
unsigned dns_name_labels(const struct dns_name *name);

/* The labels of `head` before those of `tail`. False if that is longer than a name may be. */
NODISCARD bool dns_name_join(const struct dns_name *head, const struct dns_name *tail,
			     struct dns_name *out);

/* The octets (IPv4) or nibbles (IPv6, 32 of them), least significant first, before `tail`:
 * 192.0.2.1 below bl.example is 1.2.0.192.bl.example. False as above. */
NODISCARD bool dns_name_of_ip(struct ip ip, const struct dns_name *tail, struct dns_name *out);

/* The name that holds the PTR record of an address, below in-addr.arpa or ip6.arpa. */
struct dns_name dns_name_of_ptr(struct ip ip);

/* The reversed labels alone, without tail and root: at most 64 octets; returns how many. */
size_t dns_ip_labels(struct ip ip, uint8_t out[64]);
