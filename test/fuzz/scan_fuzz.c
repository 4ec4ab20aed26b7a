/* Text a person writes (times, lengths of time, addresses, ports, ranges): what was understood is
 * shown as text that is understood as the same. */
#include "fuzz.h"

#include "base/endpoint.h"
#include "base/range.h"
#include "base/scan.h"
#include "base/when.h"

static void a_time(struct str text)
{
	char shown[WHEN_TEXT_MAX + 1];
	struct instant t;
	struct instant again;
	struct err err;

	if (instant_parse(text, &t, &err) < 0) {
		PROPERTY(err.kind == ERR_INPUT && err.text[0]);
		return;
	}
	PROPERTY(instant_parse(str_of(instant_text(t, shown)), &again, &err) == 0);
	PROPERTY(instant_cmp(t, again) == 0);
}

static void a_span(struct str text)
{
	char shown[WHEN_TEXT_MAX + 1];
	char shown_again[WHEN_TEXT_MAX + 1];
	char tight[WHEN_TEXT_MAX + 1];
	struct span d;
	struct span again;
	size_t n = 0;

	if (span_parse(text, &d, NULL) < 0)
		return;
	PROPERTY(d.us >= 0);
	span_text(d, shown);
	for (const char *c = shown; *c; c++)
		if (*c != ' ')
			tight[n++] = *c;
	PROPERTY(span_parse((struct str){ tight, n }, &again, NULL) == 0);
	PROPERTY(again.us <= d.us); /* only the two largest units are shown */
	PROPERTY(str_eq(str_of(shown), str_of(span_text(again, shown_again))));
}

static void an_ip(struct str text)
{
	char shown[IP_TEXT_MAX + 1];
	struct ip ip;
	struct ip again;

	if (ip_parse(text, &ip, NULL) < 0)
		return;
	PROPERTY(ip_parse(str_of(ip_text(ip, shown)), &again, NULL) == 0);
	PROPERTY(ip_eq(ip, again));
	PROPERTY(ip_cmp(ip, ip_of_key(ip_key(ip))) == 0);
}

static void an_endpoint(struct str text)
{
	char shown[ENDPOINT_TEXT_MAX + 1];
	struct endpoint e;
	struct endpoint again;

	if (endpoint_parse(text, 53, &e, NULL) < 0)
		return;
	PROPERTY(e.ip.len && e.port);
	PROPERTY(endpoint_parse(str_of(endpoint_text(e, shown)), 1, &again, NULL) == 0);
	PROPERTY(endpoint_eq(e, again));
}

static void a_range(struct str text)
{
	char shown[RANGE_TEXT_MAX + 1];
	struct range r;
	struct range again;

	if (range_parse(text, &r, NULL) < 0)
		return;
	PROPERTY(ip_cmp(r.lo, r.hi) <= 0 && r.lo.len == r.hi.len);
	PROPERTY(range_has(r, r.lo) && range_has(r, r.hi) && range_size(r) > 0);
	PROPERTY(range_parse(str_of(range_text(r, shown)), &again, NULL) == 0);
	PROPERTY(ip_eq(r.lo, again.lo) && ip_eq(r.hi, again.hi));
	if (range_bits(r) >= 0)
		PROPERTY(ip_eq(range_of_prefix(r.hi, (unsigned)range_bits(r)).lo, r.lo));
	if (range_size(r) < UINT64_MAX)
		PROPERTY(ip_eq(range_at(r, range_size(r) - 1), r.hi));
}

static void a_number(struct str text)
{
	struct scan s = scan_of(text);
	uint64_t by_scan = scan_u64(&s, 20, 1000000);
	uint64_t by_str = 0;

	PROPERTY(scan_end(&s) == (text.n <= 20 && str_u64(text, 1000000, &by_str)));
	PROPERTY(!scan_end(&s) || by_scan == by_str);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct str text = fuzz_str(data, n);

	a_time(text);
	a_span(text);
	an_ip(text);
	an_endpoint(text);
	a_range(text);
	a_number(text);
	return 0;
}
