/* Questions: bytes out of a name, or straight out of an address. */
#include "proto/dns_query.h"

#include <stdio.h>
#include <string.h>

static const struct {
	uint16_t type;
	const char *word;
} types[] = {
	{DNS_A,      "A"    },
        { DNS_NS,    "NS"   },
        { DNS_CNAME, "CNAME"},
        { DNS_SOA,   "SOA"  },
	{ DNS_PTR,   "PTR"  },
        { DNS_MX,    "MX"   },
        { DNS_TXT,   "TXT"  },
        { DNS_AAAA,  "AAAA" },
};

const char *dns_type_text(uint16_t type, char *text)
{
	for (size_t i = 0; i < LEN(types); i++)
		if (types[i].type == type)
			return types[i].word;
	snprintf(text, 12, "TYPE%u", type);
	return text;
}

static void put_u16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

/* The header with one question counted; type and class behind the name. */
static size_t frame(uint8_t *out, size_t name_n, uint16_t type)
{
	static const uint8_t header[DNS_HEADER] = { [5] = 1 };

	memcpy(out, header, DNS_HEADER);
	put_u16(out + DNS_HEADER + name_n, type);
	put_u16(out + DNS_HEADER + name_n + 2, 1); /* class IN */
	return DNS_HEADER + name_n + 4;
}

size_t dns_query_name(uint8_t out[DNS_QUERY_MAX], const struct dns_name *name, uint16_t type)
{
	memcpy(out + DNS_HEADER, name->b, name->n);
	return frame(out, name->n, type);
}

size_t dns_query_ip(uint8_t out[DNS_QUERY_MAX], struct ip ip, const struct dns_name *zone,
		    uint16_t type)
{
	size_t n = dns_ip_labels(ip, out + DNS_HEADER);

	if (n + zone->n > DNS_NAME_MAX)
		return 0;
	memcpy(out + DNS_HEADER + n, zone->b, zone->n);
	return frame(out, n + zone->n, type);
}

void dns_query_id(uint8_t *query, uint16_t id)
{
	put_u16(query, id);
}

void dns_query_recurse(uint8_t *query)
{
	query[2] |= 1;
}
