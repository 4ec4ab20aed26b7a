/* How rbldnsd's data files write addresses, prefixes and ranges.
 *
 * Each function takes what it reads off the head of *s; what may follow is the end, a blank
 * or one of "#;:". On failure *s is unspecified and *why a few words.
 */
#pragma once

#include "base/ip.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

struct rbl_range4 {
	uint32_t lo, hi; /* host order, both included */
};

struct rbl_prefix6 {
	struct ip_key lo;
	unsigned bits;
};

/* ip4set: 192.0.2.1, 192.0.2, 192.0.2.0/24, 192.0.2/24, 192.0.2.1-192.0.2.9, 192.0.2.1-9,
 * 192.0-192.3, 192.0-3. */
bool rbl_addr_range4(struct str *s, struct rbl_range4 *out, const char **why);

/* ip4trie: as above without the ranges, and 0/0. */
bool rbl_addr_cidr4(struct str *s, struct rbl_range4 *out, const char **why);

/* ip4tset: all four octets. */
bool rbl_addr_one4(struct str *s, uint32_t *out, const char **why);

/* ip6trie, ip6tset: 2001:db8::1, 2001:db8::/32, 2001:db8/32, 2001:db8 (a /32: two words). */
bool rbl_addr_prefix6(struct str *s, struct rbl_prefix6 *out, const char **why);

/* The A of a value: 127.0.0.4, or the ends of it: 4 is 127.0.0.4 if `tail`, else 0.0.0.4;
 * 127.4 is 127.0.0.4. What may follow is a blank, ':' or the end. */
bool rbl_addr_a(struct str *s, bool tail, uint8_t a[4]);
