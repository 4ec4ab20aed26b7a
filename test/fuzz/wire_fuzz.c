/* Binary fields: what reads to its end writes back to the same octets.
 *
 * The first octet says how many fields, the next ones of which kind, the rest is read.
 */
#include "fuzz.h"

#include "base/wire.h"

enum { FIELDS_MAX = 32, STR_MAX = 1000, OUT_MAX = 1 << 20 };

static void copy_field(unsigned kind, struct wire_in *in, struct buf *out)
{
	struct str s;

	switch (kind % 8) {
	case 0:
		wire_put_u8(out, wire_get_u8(in));
		break;
	case 1:
		wire_put_u16(out, wire_get_u16(in));
		break;
	case 2:
		wire_put_u32(out, wire_get_u32(in));
		break;
	case 3:
		wire_put_u64(out, wire_get_u64(in));
		break;
	case 4:
		s = wire_get_str(in, STR_MAX);
		PROPERTY(s.n <= STR_MAX && s.p);
		wire_put_str(out, s);
		break;
	case 5:
		wire_put_ip(out, wire_get_ip(in));
		break;
	case 6:
		wire_put_range(out, wire_get_range(in));
		break;
	default:
		wire_put_when(out, wire_get_when(in));
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	size_t fields = n ? data[0] % FIELDS_MAX : 0;
	struct str rest = str_sub(fuzz_str(data, n), 1 + fields, n);
	struct wire_in in = wire_of(rest);
	struct buf AUTO(buf_done) out;

	buf_init(&out, OUT_MAX);
	if (n < 1 + fields)
		return 0;
	for (size_t i = 0; i < fields; i++)
		copy_field(data[1 + i], &in, &out);
	PROPERTY(in.at <= rest.n);
	if (in.bad)
		PROPERTY(!wire_end(&in) && wire_get_u64(&in) == 0 && wire_get_ip(&in).len == 0);
	else
		PROPERTY(str_eq(buf_str(&out), str_sub(rest, 0, in.at)));
	return 0;
}
