/* An IPv4 or IPv6 address as a plain value.
 *
 * IPv4 and IPv6 are different families here: 192.0.2.1 and ::ffff:192.0.2.1 are not equal.
 * Only the 16-octet key of the store and the indexes maps IPv4 below ::ffff:0:0/96, so
 * that one order holds for both.
 */
#pragma once

#include "base/attr.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/str.h"

#include <stdbool.h>
#include <stdint.h>

#define IP_TEXT_MAX 45 /* octets of the longest text form */

struct ip {
	uint8_t len; /* 4 or 16; 0: none */
	uint8_t b[16];
};

/* Host-order halves of the 16-octet form; sorts as the store's raw octets do. */
struct ip_key {
	uint64_t hi, lo;
};

struct ip ip4(unsigned a, unsigned b, unsigned c, unsigned d);

/* Dotted quad without leading zeros, or RFC 4291 text; no brackets, zone or port.
 * ERR_INPUT names the text. */
NODISCARD int ip_parse(struct str text, struct ip *out, struct err *err);

/* RFC 5952 text. */
void ip_fmt(struct buf *out, struct ip ip);

/* The same for "%s": `text` has room for IP_TEXT_MAX + 1; returns it. */
const char *ip_text(struct ip ip, char *text);

int ip_cmp(struct ip a, struct ip b); /* order of the keys */
bool ip_eq(struct ip a, struct ip b);

struct ip_key ip_key(struct ip ip);
int ip_key_cmp(struct ip_key a, struct ip_key b);

/* The address of a key: what lies in ::ffff:0:0/96 comes back as IPv4. */
struct ip ip_of_key(struct ip_key key);

/* An IPv4 address written as IPv6 (::ffff:192.0.2.1) as the IPv4 address it is; others as
 * they are. For what people and programs name: sockets of both families log it so. */
struct ip ip_plain(struct ip ip);

/* The 16 octets as the store keeps them. */
void ip_raw(struct ip ip, uint8_t raw[16]);
struct ip ip_of_raw(const uint8_t raw[16]);
