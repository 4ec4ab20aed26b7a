/* Sources of questions: read, written, chosen by family. */
#include "base/source.h"

#include <stdio.h>
#include <string.h>

static bool is_loopback(struct ip ip)
{
	static const uint8_t six[16] = { [15] = 1 };

	return ip.len == 4 ? ip.b[0] == 127 : ip.len == 16 && memcmp(ip.b, six, sizeof(six)) == 0;
}

/* Unspecified, multicast and broadcast addresses, and those that mean another machine on each
 * link. */
static bool is_nobodys(struct ip ip)
{
	static const uint8_t none[16];

	if (memcmp(ip.b, none, ip.len) == 0)
		return true;
	if (ip.len == 4)
		return ip.b[0] >= 224;
	return ip.b[0] == 0xff || (ip.b[0] == 0xfe && (ip.b[1] & 0xc0) == 0x80);
}

int source_add(struct source *s, struct str text, struct err *err)
{
	struct ip ip, *place;

	if (ip_parse(text, &ip, err) < 0)
		return -1;
	place = ip.len == 4 ? &s->four : &s->six;
	if (is_nobodys(ip))
		return err_set(err, ERR_INPUT, "%.*s is no address that a question can leave from",
			       STR_ARG(text));
	if (place->len)
		return err_set(err, ERR_INPUT,
			       "%.*s is a second one: one IPv4 and one IPv6 address at most",
			       STR_ARG(text));
	*place = ip;
	return 0;
}

int source_parse(struct str text, struct source *out, struct err *err)
{
	struct str word;

	*out = (struct source){ 0 };
	for (text = str_trim(text); text.n; text = str_trim(text)) {
		str_cut(&text, ' ', &word);
		if (source_add(out, word, err) < 0)
			return -1;
	}
	return 0;
}

const char *source_text(const struct source *s, char *text)
{
	char four[IP_TEXT_MAX + 1], six[IP_TEXT_MAX + 1];

	snprintf(text, SOURCE_TEXT_MAX + 1, "%s%s%s", s->four.len ? ip_text(s->four, four) : "",
		 s->four.len && s->six.len ? " " : "", s->six.len ? ip_text(s->six, six) : "");
	return text;
}

struct ip source_for(const struct source *s, struct ip peer)
{
	struct ip from = peer.len == 4 ? s->four : s->six;

	return is_loopback(peer) && !is_loopback(from) ? (struct ip){ 0 } : from;
}

size_t source_counted(const struct source *s, struct ip out[SOURCE_ADDRESSES_MAX])
{
	size_t n = 0;

	if (s->four.len)
		out[n++] = s->four;
	if (s->six.len)
		out[n++] = s->six;
	if (n == 0)
		out[n++] = (struct ip){ 0 };
	return n;
}
