/* Binary fields of messages: little endian, lengths before octets.
 *
 * Writing goes to a buffer and its ceiling. Reading is sticky: after the first failure
 * everything is zero and empty, so a reader takes all fields and asks once, with
 * wire_end(), which also demands that nothing is left over.
 */
#pragma once

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/ip.h"
#include "base/range.h"
#include "base/str.h"
#include "base/when.h"

#include <stdbool.h>
#include <stdint.h>

struct wire_in {
	struct str all;
	size_t at;
	bool bad;
};

void wire_put_u8(struct buf *out, uint8_t v);
void wire_put_u16(struct buf *out, uint16_t v);
void wire_put_u32(struct buf *out, uint32_t v);
void wire_put_u64(struct buf *out, uint64_t v);
void wire_put_str(struct buf *out, struct str s);            /* u32 length, octets */
void wire_put_ip(struct buf *out, struct ip ip);             /* u8 length, octets */
void wire_put_endpoint(struct buf *out, struct endpoint at); /* ip, u16 port */
void wire_put_range(struct buf *out, struct range r);
void wire_put_when(struct buf *out, struct instant t);

struct wire_in wire_of(struct str s);
uint8_t wire_get_u8(struct wire_in *in);
uint16_t wire_get_u16(struct wire_in *in);
uint32_t wire_get_u32(struct wire_in *in);
uint64_t wire_get_u64(struct wire_in *in);
struct str wire_get_str(struct wire_in *in, size_t max); /* a view; longer than `max` fails */
struct ip wire_get_ip(struct wire_in *in);               /* 0, 4 or 16 octets */
struct endpoint wire_get_endpoint(struct wire_in *in);
struct range wire_get_range(struct wire_in *in); /* ordered, one family */
struct instant wire_get_when(struct wire_in *in);
bool wire_end(const struct wire_in *in);
