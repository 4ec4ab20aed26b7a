/* Simulated name servers: records, moods, and packets written by hand. */
#include "zones.h"

#include "base/die.h"
#include "net.h"
#include "world.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum {
	NAME = 256,
	TYPE_A = 1,
	TYPE_NS = 2,
	TYPE_SOA = 6,
	TYPE_PTR = 12,
	TYPE_TXT = 16,
	TYPE_AAAA = 28
};
enum { RCODE_NXDOMAIN = 3, TTL = 300, PACKET = 1200 };

/* A name as lower-case wire octets, the root's zero included. */
struct wname {
	size_t n;
	uint8_t b[NAME];
};

struct zone {
	struct wname name;
	uint32_t serial;
};

struct record {
	struct wname name;
	uint16_t type;
	uint16_t n;
	uint8_t data[NAME];
	bool gone;
};

struct server {
	struct endpoint at;
	struct zones_state state;
	size_t zone[ZONES_MAX];
	size_t zones;
	uint64_t asked, streams;
	uint64_t on[ZONES_DAYS_MAX];
};

struct question {
	struct wname name;
	uint16_t type;
	size_t n; /* octets of the question section */
};

static struct zone zone[ZONES_MAX];
static size_t zones;
static struct record *record;
static size_t records, room;
static struct server server[ZONES_SERVERS_MAX];
static size_t servers;

void zones_begin(void)
{
	zones_end();
}

void zones_end(void)
{
	free(record);
	record = NULL;
	memset(server, 0, servers * sizeof(*server));
	zones = records = room = servers = 0;
}

static int wname_of(struct str text, struct wname *out, struct err *err)
{
	struct str rest = text;
	struct str label;

	out->n = 0;
	if (text.n && text.p[text.n - 1] == '.')
		rest.n--;
	while (rest.n && str_cut(&rest, '.', &label)) {
		if (label.n < 1 || label.n > 63 || out->n + label.n + 2 > 255)
			return err_set(err, ERR_INPUT, "\"%.*s\" is no domain name", STR_ARG(text));
		out->b[out->n++] = (uint8_t)label.n;
		for (size_t i = 0; i < label.n; i++)
			out->b[out->n++] = (uint8_t)tolower((unsigned char)label.p[i]);
	}
	out->b[out->n++] = 0;
	return 0;
}

static bool below(const struct wname *name, const struct wname *apex)
{
	return name->n >= apex->n && memcmp(name->b + name->n - apex->n, apex->b, apex->n) == 0;
}

static bool same(const struct wname *a, const struct wname *b)
{
	return a->n == b->n && memcmp(a->b, b->b, a->n) == 0;
}

static size_t zone_named(const struct wname *name)
{
	size_t i = 0;

	while (i < zones && !same(&zone[i].name, name))
		i++;
	return i;
}

static struct server *server_at(struct endpoint at)
{
	for (size_t i = 0; i < servers; i++)
		if (endpoint_eq(server[i].at, at))
			return &server[i];
	return NULL;
}

static void put16(uint8_t *p, unsigned v)
{
	p[0] = (uint8_t)(v >> 8);
	p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
	put16(p, v >> 16);
	put16(p + 2, v & 0xffff);
}

static bool question_of(struct str d, struct question *q)
{
	const uint8_t *p = (const uint8_t *)d.p;
	size_t at = 12;

	if (d.n < 17 || p[4] || p[5] != 1)
		return false;
	while (at < d.n && p[at])
		at += p[at] + 1u;
	if (at + 5 > d.n || at + 1 - 12 > NAME)
		return false;
	q->name.n = at + 1 - 12;
	for (size_t i = 0; i < q->name.n; i++)
		q->name.b[i] = (uint8_t)tolower(p[12 + i]);
	q->type = (uint16_t)(p[at + 1] << 8 | p[at + 2]);
	q->n = q->name.n + 4;
	return true;
}

/* A reply in the making. */
struct draft {
	uint8_t b[PACKET];
	size_t n;
};

static struct draft begin_reply(struct str asked, const struct question *q, unsigned rcode)
{
	struct draft d = { .n = 12 + q->n };

	memcpy(d.b, asked.p, d.n);
	d.b[2] = (uint8_t)(0x84 | (asked.p[2] & 1)); /* a reply, authoritative, RD as asked */
	d.b[3] = (uint8_t)rcode;
	memset(d.b + 6, 0, 6);
	return d;
}

static void add_record(struct draft *d, unsigned section, uint16_t type, struct str data)
{
	if (d->n + 12 + data.n > sizeof(d->b))
		return;
	put16(d->b + d->n, 0xc00c); /* the name of the question */
	put16(d->b + d->n + 2, type);
	put16(d->b + d->n + 4, 1);
	put32(d->b + d->n + 6, TTL);
	put16(d->b + d->n + 10, (unsigned)data.n);
	memcpy(d->b + d->n + 12, data.p, data.n);
	d->n += 12 + data.n;
	d->b[section + 1]++;
}

static void add_soa(struct draft *d, unsigned section, const struct wname *owner, uint32_t serial)
{
	uint8_t *p = d->b + d->n;

	if (d->n + owner->n + 10 + 22 > sizeof(d->b))
		return;
	memcpy(p, owner->b, owner->n);
	p += owner->n;
	put16(p, TYPE_SOA);
	put16(p + 2, 1);
	put32(p + 4, TTL);
	put16(p + 8, 22);
	p[10] = p[11] = 0; /* the root twice: who and whom to write to */
	put32(p + 12, serial);
	put32(p + 16, 3600);
	put32(p + 20, 600);
	put32(p + 24, 86400);
	put32(p + 28, TTL);
	d->n += owner->n + 10 + 22;
	d->b[section + 1]++;
}

/* The zone of this server that holds a name, the deepest one; ZONES_MAX if it has none. */
static size_t zone_of(const struct server *s, const struct wname *name)
{
	size_t best = ZONES_MAX;

	for (size_t i = 0; i < s->zones; i++)
		if (below(name, &zone[s->zone[i]].name) &&
		    (best == ZONES_MAX || zone[s->zone[i]].name.n > zone[best].name.n))
			best = s->zone[i];
	return best;
}

static struct draft truth(const struct server *s, struct str asked, const struct question *q)
{
	size_t z = zone_of(s, &q->name);
	struct draft d = begin_reply(asked, q, 5); /* REFUSED: not ours */
	bool exists = false;

	if (z == ZONES_MAX)
		return d;
	d.b[3] = 0;
	if (q->type == TYPE_SOA && same(&q->name, &zone[z].name)) {
		add_soa(&d, 6, &zone[z].name, zone[z].serial);
		return d;
	}
	for (size_t i = 0; i < records; i++) {
		/* what stands below a name makes it exist, empty (RFC 8020) */
		exists |= !record[i].gone && below(&record[i].name, &q->name);
		if (!record[i].gone && record[i].type == q->type && same(&record[i].name, &q->name))
			add_record(&d, 6, q->type,
				   (struct str){ (const char *)record[i].data, record[i].n });
	}
	if (d.b[7])
		return d;
	if (!exists && !same(&q->name, &zone[z].name))
		d.b[3] = RCODE_NXDOMAIN;
	add_soa(&d, 8, &zone[z].name, zone[z].serial);
	return d;
}

static struct draft every(struct str asked, const struct question *q, struct ip ip)
{
	struct draft d = begin_reply(asked, q, 0);

	add_record(&d, 6, ip.len == 4 ? TYPE_A : TYPE_AAAA,
		   (struct str){ (const char *)ip.b, ip.len });
	return d;
}

static void send(const struct server *s, struct net_way way, const struct draft *d)
{
	struct span late = { s->state.mood == MOOD_LATE ? s->state.late.us : 0 };

	net_reply(way, way.at, (struct str){ (const char *)d->b, d->n }, late);
}

static struct draft denial(struct str asked, const struct question *q, const struct wname *owner)
{
	struct draft d = begin_reply(asked, q, RCODE_NXDOMAIN);

	add_soa(&d, 8, owner, 1);
	return d;
}

/* Listings that are not true, under another id, to another question, from elsewhere. */
static void forge(const struct server *s, struct net_way way, struct str asked,
		  const struct question *q)
{
	struct draft d = every(asked, q, ip4(127, 0, 0, 2));
	struct endpoint elsewhere = way.at;

	elsewhere.port ^= 1;
	net_reply(way, elsewhere, (struct str){ (const char *)d.b, d.n }, SPAN_US(0));
	d.b[0] ^= 0x55;
	send(s, way, &d);
	d.b[0] ^= 0x55;
	d.b[13] ^= 1; /* the first octet of the name */
	send(s, way, &d);
}

static void say_wrongly(const struct server *s, struct net_way way, struct str asked,
			const struct question *q)
{
	struct draft d = every(asked, q, ip4(127, 0, 0, 2));

	if (s->state.mood == MOOD_WRONG_ID)
		d.b[0] ^= 0x55;
	else if (s->state.mood == MOOD_WRONG_QUESTION)
		d.b[13] ^= 1;
	else
		memset(d.b, 0xa5, d.n);
	send(s, way, &d);
}

static struct draft answer(const struct server *s, struct str asked, const struct question *q)
{
	size_t z = zone_of(s, &q->name);
	struct draft d;
	struct wname parent = { 0 };

	switch (s->state.mood) {
	case MOOD_CUT_TEXT:
		if (q->type != TYPE_TXT)
			break;
		d = begin_reply(asked, q, 0);
		d.b[2] |= 2;
		return d;
	case MOOD_ERROR:
		return begin_reply(asked, q, s->state.rcode);
	case MOOD_CUT:
		d = begin_reply(asked, q, 0);
		d.b[2] |= 2;
		return d;
	case MOOD_PARENT:
		if (z < ZONES_MAX && zone[z].name.n > 1) {
			parent.n = zone[z].name.n - zone[z].name.b[0] - 1u;
			memcpy(parent.b, zone[z].name.b + zone[z].name.b[0] + 1, parent.n);
		}
		return denial(asked, q, parent.n ? &parent : &(struct wname){ .n = 1 });
	case MOOD_NOTHING:
		return denial(asked, q, z < ZONES_MAX ? &zone[z].name : &(struct wname){ .n = 1 });
	case MOOD_ALL:
		return every(asked, q, s->state.all);
	case MOOD_ANSWERS:
	case MOOD_FORGED:
	case MOOD_LATE:
	case MOOD_TWICE:
	case MOOD_GONE:
	case MOOD_SILENT:
	case MOOD_GARBAGE:
	case MOOD_WRONG_ID:
	case MOOD_WRONG_QUESTION:
		break;
	}
	return truth(s, asked, q);
}

static size_t today(void)
{
	int64_t day = world_since().us / (INT64_C(86400) * 1000000);

	return day < ZONES_DAYS_MAX ? (size_t)day : ZONES_DAYS_MAX - 1;
}

static void on_question(void *ctx, struct net_way way, struct str asked)
{
	struct server *s = ctx;
	enum zones_mood mood = s->state.mood;
	struct question q;
	struct draft d;

	s->asked++;
	s->on[today()]++;
	if (mood == MOOD_SILENT || !question_of(asked, &q))
		return;
	if (mood == MOOD_FORGED)
		forge(s, way, asked, &q);
	if (mood == MOOD_GARBAGE || mood == MOOD_WRONG_ID || mood == MOOD_WRONG_QUESTION) {
		say_wrongly(s, way, asked, &q);
		return;
	}
	d = answer(s, asked, &q);
	send(s, way, &d);
	if (mood == MOOD_TWICE)
		send(s, way, &d);
}

/* The truth, if there is any. */
static enum net_stream on_stream(void *ctx, struct str asked, struct buf *out)
{
	struct server *s = ctx;
	struct question q;
	struct draft d;

	s->asked++;
	s->streams++;
	s->on[today()]++;
	if (s->state.stream != STREAM_WHOLE || !question_of(asked, &q))
		return s->state.stream;
	d = truth(s, asked, &q);
	buf_add(out, (struct str){ (const char *)d.b, d.n });
	return STREAM_WHOLE;
}

int zones_serve(struct str text, struct endpoint at, struct err *err)
{
	struct server *s = server_at(at);
	struct wname name;
	size_t z;

	if (wname_of(text, &name, err) < 0)
		return -1;
	z = zone_named(&name);
	if (z == ZONES_MAX || (!s && servers == ZONES_SERVERS_MAX) || (s && s->zones == ZONES_MAX))
		return err_set(err, ERR_INPUT, "too many zones or servers");
	if (z == zones)
		zone[zones++] = (struct zone){ name, 1 };
	if (!s) {
		s = &server[servers++];
		s->at = at;
		net_peer(at, on_question, s);
		net_stream(at, on_stream, s);
	}
	s->zone[s->zones++] = z;
	return 0;
}

static int data_of(struct record *r, struct str data, struct err *err)
{
	struct wname name;
	struct ip ip;

	if (r->type == TYPE_A || r->type == TYPE_AAAA) {
		if (ip_parse(data, &ip, err) < 0)
			return -1;
		r->n = ip.len;
		memcpy(r->data, ip.b, ip.len);
		return 0;
	}
	if (r->type == TYPE_TXT) {
		if (data.n > NAME - 1)
			return err_set(err, ERR_INPUT, "a text of %zu octets", data.n);
		r->data[0] = (uint8_t)data.n;
		memcpy(r->data + 1, data.p, data.n);
		r->n = (uint16_t)(data.n + 1);
		return 0;
	}
	if (wname_of(data, &name, err) < 0)
		return -1;
	r->n = (uint16_t)name.n;
	memcpy(r->data, name.b, name.n);
	return 0;
}

int zones_add(struct str name, struct str type, struct str data, struct err *err)
{
	static const struct {
		const char *name;
		uint16_t type;
	} known[] = {
		{"A",     TYPE_A   },
		{ "AAAA", TYPE_AAAA},
		{ "TXT",  TYPE_TXT },
		{ "NS",   TYPE_NS  },
		{ "PTR",  TYPE_PTR }
	};
	struct record *r;

	if (records == ZONES_RECORDS_MAX)
		return err_set(err, ERR_INPUT, "too many records");
	if (records == room) { /* few need many, and all are begun anew for each fault */
		room = room ? 2 * room : 64;
		record = mem_grow(record, room, sizeof(*record));
	}
	r = &record[records];
	*r = (struct record){ 0 };
	for (size_t i = 0; i < LEN(known); i++)
		if (str_eq_nocase(type, str_of(known[i].name)))
			r->type = known[i].type;
	if (!r->type)
		return err_set(err, ERR_INPUT, "\"%.*s\" is no record type here", STR_ARG(type));
	if (wname_of(name, &r->name, err) < 0 || data_of(r, data, err) < 0)
		return -1;
	records++;
	return 0;
}

bool zones_drop(struct str text)
{
	struct wname name;
	bool any = false;

	if (wname_of(text, &name, NULL) < 0)
		return false;
	for (size_t i = 0; i < records; i++) {
		if (record[i].gone || !same(&record[i].name, &name))
			continue;
		record[i].gone = any = true;
	}
	return any;
}

int zones_serial(struct str text, uint32_t serial, struct err *err)
{
	struct wname name;
	size_t z;

	if (wname_of(text, &name, err) < 0)
		return -1;
	z = zone_named(&name);
	if (z == zones)
		return err_set(err, ERR_INPUT, "there is no zone \"%.*s\"", STR_ARG(text));
	zone[z].serial = serial;
	return 0;
}

bool zones_behave(struct endpoint at, struct zones_state state)
{
	struct server *s = server_at(at);

	if (!s)
		return false;
	s->state = state;
	net_peer(at, state.mood == MOOD_GONE ? NULL : on_question, s);
	return true;
}

uint64_t zones_streams(struct endpoint at)
{
	const struct server *s = server_at(at);

	return s ? s->streams : UINT64_MAX;
}

uint64_t zones_asked(struct endpoint at)
{
	const struct server *s = server_at(at);

	return s ? s->asked : UINT64_MAX;
}

uint64_t zones_asked_on(struct endpoint at, uint64_t day)
{
	const struct server *s = server_at(at);

	return s ? s->on[day < ZONES_DAYS_MAX ? day : ZONES_DAYS_MAX - 1] : UINT64_MAX;
}
