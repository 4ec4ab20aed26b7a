/* Domain names: text that is taken comes back as the same name, and names join to names. */
#include "fuzz.h"

#include "proto/dns_name.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	static const struct dns_name tail = { 9, "\2bl\4test" };
	struct dns_name name, again;
	struct buf AUTO(buf_done) text;
	unsigned labels = 0;

	buf_init(&text, DNS_TEXT_MAX);
	if (dns_name_parse(fuzz_str(data, n), &name, NULL) < 0)
		return 0;
	PROPERTY(name.n >= 1 && name.b[name.n - 1] == 0);
	for (size_t at = 0; name.b[at]; at += 1u + name.b[at], labels++)
		PROPERTY(name.b[at] <= DNS_LABEL_MAX && at + name.b[at] + 1 < name.n);
	PROPERTY(dns_name_labels(&name) == labels);
	dns_name_fmt(&text, &name);
	PROPERTY(!text.full);
	PROPERTY(dns_name_parse(buf_str(&text), &again, NULL) == 0);
	PROPERTY(again.n == name.n && memcmp(again.b, name.b, name.n) == 0);
	if (dns_name_join(&name, &tail, &again)) {
		PROPERTY(dns_name_within(&again, &tail));
		PROPERTY(dns_name_labels(&again) == labels + 2);
	} else {
		PROPERTY(name.n + tail.n - 1 > DNS_NAME_MAX);
	}
	return 0;
}
