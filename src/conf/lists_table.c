/* The settings of the catalogue: zones, operators, the catalogue itself. */
#include "conf/lists_build.h"

#include <string.h>

static const char *const subject_words[] = { "addresses", "names", NULL };
static const char *const style_words[] = { "set", "bits", "score", "ordinal", "trust", NULL };
static const char *const unit_words[] = { "each", "24", "allocation", "asn", NULL };
static const char *const kind_words[] = { "neutral", "block",   "policy", "range",
					  "white",   "refusal", NULL };
static const char *const terms_words[] = { "free", "non-commercial", "registered",
					   "key",  "contract",       NULL };
static const char *const evidence_words[] = { "seen", "memory", "disputed", NULL };

static bool next_word(struct str *rest, struct str *word)
{
	*rest = str_trim(*rest);
	if (rest->n == 0)
		return false;
	str_cut(rest, ' ', word);
	return true;
}

/* The place of `word` among NULL-ended words; -1 if it is none of them. */
static int place_of(const char *const *words, struct str word)
{
	for (int i = 0; words[i]; i++)
		if (str_eq(word, str_of(words[i])))
			return i;
	return -1;
}

static int set_families(void *field, const struct conf_source *from, struct str value,
			struct err *err)
{
	struct list *l = field;
	struct str word;

	(void)from;
	l->v4 = l->v6 = false;
	while (next_word(&value, &word)) {
		if (!str_eq(word, STR("v4")) && !str_eq(word, STR("v6")))
			return err_set(err, ERR_INPUT, "\"%.*s\" is neither v4 nor v6",
				       STR_ARG(word));
		if (str_eq(word, STR("v4")))
			l->v4 = true;
		else
			l->v6 = true;
	}
	return 0;
}

static void show_families(const void *field, struct buf *out)
{
	const struct list *l = field;

	buf_fmt(out, "%s%s%s", l->v4 ? "v4" : "", l->v4 && l->v6 ? " " : "", l->v6 ? "v6" : "");
}

static uint32_t number_of(struct ip ip)
{
	return (uint32_t)ip.b[0] << 24 | (uint32_t)ip.b[1] << 16 | (uint32_t)ip.b[2] << 8 | ip.b[3];
}

/* "127.0.0.2", "127.0.0.5-127.0.0.7", or the value of one bit. */
static int code_range(struct str word, struct list_code *code, struct err *err)
{
	struct range r;
	uint64_t bit;

	if (str_u64(word, 128, &bit) && bit && (bit & (bit - 1)) == 0) {
		code->lo = code->hi = (uint32_t)bit;
		return 0;
	}
	if (range_parse(word, &r, NULL) < 0 || r.lo.len != 4 || r.lo.b[0] != 127)
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" is no code: an address in 127.0.0.0/8, two with a dash "
			       "between, or a bit (1, 2, 4 ... 128)",
			       STR_ARG(word));
	code->lo = number_of(r.lo);
	code->hi = number_of(r.hi);
	return 0;
}

static int code_parse(struct str value, struct list_code *code, struct err *err)
{
	struct str rest, word;
	uint64_t severity;
	int kind;

	*code = (struct list_code){ .severity = LISTS_SEVERITY_UNSAID };
	if (!next_word(&value, &word) || code_range(word, code, err) < 0)
		return -1;
	if (!next_word(&value, &word) || (kind = place_of(kind_words, word)) < 0)
		return err_set(
			err, ERR_INPUT,
			"behind the code stands what it says: neutral, block, policy, range, "
			"white or refusal");
	code->kind = (enum list_kind)kind;
	rest = value;
	if (next_word(&rest, &word) && str_u64(word, 5, &severity)) {
		code->severity = (uint8_t)severity;
		value = rest;
	}
	rest = value;
	if (next_word(&rest, &word) && str_eq(word, STR("when-rare"))) {
		code->when_rare = true;
		value = rest;
	}
	code->meaning = str_trim(value);
	if (code->meaning.n == 0)
		return err_set(err, ERR_INPUT, "the code has no meaning for people");
	return 0;
}

/* One element more in an array of the arena; grown in powers of two. */
static void *one_more(struct arena *mem, void *old, size_t n, size_t size)
{
	void *new;

	if (n && (n & (n - 1)))
		return old;
	new = arena_new(mem, n ? 2 * n : 1, size);
	if (n)
		memcpy(new, old, n * size);
	return new;
}

static int set_code(void *field, const struct conf_source *from, struct str value, struct err *err)
{
	struct list *l = field;
	struct list_code code;

	if (value.n == 0) {
		l->n_codes = 0;
		return 0;
	}
	if (code_parse(value, &code, err) < 0)
		return -1;
	code.meaning = arena_str(from->mem, code.meaning);
	for (size_t i = 0; i < l->n_codes; i++)
		if (l->codes[i].lo == code.lo && l->codes[i].hi == code.hi) {
			l->codes[i] = code;
			return 0;
		}
	if (l->n_codes == LIST_CODES_MAX)
		return err_set(err, ERR_INPUT, "more than %d codes", LIST_CODES_MAX);
	l->codes = one_more(from->mem, l->codes, l->n_codes, sizeof(code));
	l->codes[l->n_codes++] = code;
	return 0;
}

static void show_codes(const void *field, struct buf *out)
{
	const struct list *l = field;
	char text[RANGE_TEXT_MAX + 1];

	for (size_t i = 0; i < l->n_codes; i++) {
		const struct list_code *c = &l->codes[i];

		buf_add(out, i ? STR("; ") : STR(""));
		if (c->lo < 256)
			buf_fmt(out, "%u", c->lo);
		else if (c->lo == c->hi)
			buf_add(out, str_of(ip_text(ip4(c->lo >> 24, c->lo >> 16 & 255,
							c->lo >> 8 & 255, c->lo & 255),
						    text)));
		else
			buf_fmt(out, "127.%u.%u.%u-127.%u.%u.%u", c->lo >> 16 & 255,
				c->lo >> 8 & 255, c->lo & 255, c->hi >> 16 & 255, c->hi >> 8 & 255,
				c->hi & 255);
		buf_fmt(out, " %s %u %.*s", list_kind_name(c->kind), c->severity,
			STR_ARG(c->meaning));
	}
}

struct points {
	struct list_point **point;
	size_t *n;
	bool *none;
};

/* "none", or an address or name, and perhaps the code that it must be given. */
static int add_point(struct points p, const struct conf_source *from, struct str value,
		     struct err *err)
{
	struct list_point point = { 0 };
	struct ip code;
	struct str word = { NULL, 0 };

	*p.none = str_eq(value, STR("none"));
	if (value.n == 0 || *p.none) {
		*p.n = 0;
		return 0;
	}
	next_word(&value, &word);
	if (ip_parse(word, &point.ip, NULL) < 0) {
		point.ip.len = 0;
		point.name = arena_str(from->mem, word);
	}
	value = str_trim(value);
	if (value.n) {
		if (ip_parse(value, &code, err) < 0)
			return -1;
		if (code.len != 4 || code.b[0] != 127)
			return err_set(err, ERR_INPUT, "\"%.*s\" is no address in 127.0.0.0/8",
				       STR_ARG(value));
		point.want = number_of(code);
	}
	if (*p.n == LIST_POINTS_MAX)
		return err_set(err, ERR_INPUT, "more than %d test points", LIST_POINTS_MAX);
	*p.point = one_more(from->mem, *p.point, *p.n, sizeof(point));
	(*p.point)[(*p.n)++] = point;
	return 0;
}

static int set_listed(void *field, const struct conf_source *from, struct str value,
		      struct err *err)
{
	struct zone_build *z = field;
	struct points p = { &z->list.listed, &z->list.n_listed, &z->no_listed };

	return add_point(p, from, value, err);
}

static int set_clean(void *field, const struct conf_source *from, struct str value, struct err *err)
{
	struct zone_build *z = field;
	struct points p = { &z->list.clean, &z->list.n_clean, &z->no_clean };

	return add_point(p, from, value, err);
}

static void show_points(const struct list_point *p, size_t n, struct buf *out)
{
	for (size_t i = 0; i < n; i++) {
		buf_add(out, i ? STR("; ") : STR(""));
		if (p[i].ip.len)
			ip_fmt(out, p[i].ip);
		else
			buf_add(out, p[i].name);
	}
}

static void show_listed(const void *field, struct buf *out)
{
	show_points(((const struct list *)field)->listed, ((const struct list *)field)->n_listed,
		    out);
}

static void show_clean(const void *field, struct buf *out)
{
	show_points(((const struct list *)field)->clean, ((const struct list *)field)->n_clean,
		    out);
}

/* YYYY, YYYY-MM or YYYY-MM-DD */
static int set_date(void *field, const struct conf_source *from, struct str value, struct err *err)
{
	static const char form[] = "dddd-dd-dd";
	bool ok = value.n == 0 || value.n == 4 || value.n == 7 || value.n == 10;

	for (size_t i = 0; ok && i < value.n; i++) {
		bool digit = value.p[i] >= '0' && value.p[i] <= '9';

		ok = form[i] == 'd' ? digit : value.p[i] == '-';
	}
	if (!ok)
		return err_set(err, ERR_INPUT, "\"%.*s\" is none of YYYY, YYYY-MM, YYYY-MM-DD",
			       STR_ARG(value));
	*(struct str *)field = arena_str(from->mem, value);
	return 0;
}

/* A key is one or more labels before the zone. */
static int set_key(void *field, const struct conf_source *from, struct str value, struct err *err)
{
	static const struct conf_item as_secret = { .type = CONF_SECRET };
	struct str key;

	if (conf_set(&as_secret, &key, from, value, err) < 0)
		return -1;
	for (size_t i = 0; i < key.n; i++) {
		char c = key.p[i];
		bool ok = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
			  (c >= '0' && c <= '9') || c == '-' || c == '_';

		if (!ok || key.n > 63)
			return err_set(
				err, ERR_INPUT,
				"the key is no DNS label: up to 63 letters, digits, - and _");
	}
	*(struct str *)field = key;
	return 0;
}

static void show_key(const void *field, struct buf *out)
{
	if (((const struct str *)field)->n)
		buf_add(out, STR("(secret)"));
}

/* ADDRESS[:PORT] of a server; one that is there is not added again. */
static int set_server(void *field, const struct conf_source *from, struct str value,
		      struct err *err)
{
	struct list *l = field;
	struct endpoint at;

	if (value.n == 0) {
		l->n_servers = 0;
		return 0;
	}
	if (endpoint_parse(value, 53, &at, err) < 0)
		return -1;
	for (size_t i = 0; i < l->n_servers; i++)
		if (endpoint_eq(l->server[i], at))
			return 0;
	if (l->n_servers == LIST_SERVERS_MAX)
		return err_set(err, ERR_INPUT, "more than %d servers", LIST_SERVERS_MAX);
	l->server = one_more(from->mem, l->server, l->n_servers, sizeof(at));
	l->server[l->n_servers++] = at;
	return 0;
}

static void show_servers(const void *field, struct buf *out)
{
	const struct list *l = field;
	char text[ENDPOINT_TEXT_MAX + 1];

	for (size_t i = 0; i < l->n_servers; i++)
		buf_fmt(out, "%s%s", i ? "; " : "", endpoint_text(l->server[i], text));
}

static void show_text(const void *field, struct buf *out)
{
	buf_add(out, *(const struct str *)field);
}

#define ZONE(field) offsetof(struct zone_build, field)

/* clang-format off */
static const struct conf_item zone_items[] = {
	{ "operator", CONF_TEXT, ZONE(list.operator), .about =
	  "Section [operator] whose budget its questions are taken from." },
	{ "subject", CONF_WORD, ZONE(list.subject), "addresses", .word = subject_words,
	  .about = "What is asked about." },
	{ "families", CONF_OWN, ZONE(list), "v4", .set = set_families, .show = show_families,
	  .about = "Addresses that it lists: *v4*, *v6* or both. A test point proves neither." },
	{ "style", CONF_WORD, ZONE(list.style), "set", .word = style_words,
	  .about = "How the last octets of its answers are read." },
	{ "unit", CONF_WORD, ZONE(list.unit), "each", .word = unit_words,
	  .about = "What one entry stands for; all but *each* are asked once per /24." },
	{ "kind", CONF_WORD, ZONE(list.kind), "block", .word = kind_words,
	  .about = "What the list is for." },
	{ "severity", CONF_NUMBER, ZONE(severity), "1", .least = 0, .most = 5,
	  .about = "Effect on delivery, of codes that do not name their own." },
	{ "code", CONF_OWN, ZONE(list), .set = set_code, .show = show_codes,
	  .about = "CODE KIND [SEVERITY] [when-rare] MEANING, repeatable. Any code that is in no "
		   "such line is unknown. Without any: 127.0.0.2, of the list's kind." },
	{ "test-listed", CONF_OWN, ZONE(list), .set = set_listed, .show = show_listed,
	  .about = "ADDRESS|NAME [CODE] that must be listed, repeatable; *none* if there is none. "
		   "Default: 127.0.0.2 (::ffff:7f00:2 of lists without IPv4; *test*)." },
	{ "test-clean", CONF_OWN, ZONE(list), .set = set_clean, .show = show_clean,
	  .about = "The same for what must not be listed. Default: 127.0.0.1 (::ffff:7f00:1; "
		   "*invalid*)." },
	{ "apex", CONF_TEXT, ZONE(list.apex), .about =
	  "Owner of the SOA that denies its names, where that is not the zone itself." },
	{ "part-of", CONF_TEXT, ZONE(list.part_of), .about =
	  "Zone whose answers contain this one's; it is not asked if that one is." },
	{ "expiry", CONF_SPAN, ZONE(list.expiry), .most = 400 * 86400,
	  .about = "Usual time from the last cause to removal." },
	{ "removal", CONF_TEXT, ZONE(list.removal), .about =
	  "How to be removed: a page or a rule; {ip} stands for the address." },
	{ "terms", CONF_WORD, ZONE(list.terms), "free", .word = terms_words,
	  .about = "What the operator asks for before a provider may ask by machine." },
	{ "terms-text", CONF_TEXT, ZONE(list.terms_text), .about = "The same in words." },
	{ "accepted", CONF_BOOL, ZONE(list.accepted), "no", .about =
	  "*yes* once you fulfil the terms: registered, have a contract ..." },
	{ "key", CONF_OWN, ZONE(list.key), .set = set_key, .show = show_key,
	  .about = "A secret, or @FILE to read it from: the label that stands before the zone." },
	{ "evidence", CONF_WORD, ZONE(list.evidence), "seen", .word = evidence_words,
	  .about = "How well the facts about it are known. All but *seen* are asked only when "
		   "named, or after a day of good health checks." },
	{ "ask", CONF_BOOL, ZONE(ask), "yes", .about = "*no* to leave it out." },
	{ "bulk", CONF_TEXT, ZONE(list.bulk), .about = "Where a copy can be had." },
	{ "bulk-free", CONF_BOOL, ZONE(list.bulk_free), "no", .about =
	  "The copy can be had without a contract." },
	{ "copy", CONF_TEXT, ZONE(list.copy), .about =
	  "Your copy of it, which is looked into instead of asking: [TYPE:]PATH or URL." },
	{ "server", CONF_OWN, ZONE(list), .set = set_server, .show = show_servers, .about =
	  "ADDRESS[:PORT] of a server to ask instead of the zone's own, repeatable: for a list of "
	  "your own, or a mirror that was given to you." },
	{ "dead", CONF_TEXT, ZONE(list.dead_why), .about =
	  "Why it must not be asked any more." },
	{ "dead-since", CONF_OWN, ZONE(list.dead_since), .set = set_date, .show = show_text,
	  .about = "YYYY, YYYY-MM or YYYY-MM-DD." },
	{ "dead-below", CONF_BOOL, ZONE(list.dead_below), "no", .about =
	  "The same holds for every zone below it." },
	{ "note", CONF_TEXT, ZONE(note), .about = "Anything else worth knowing." },
};

const struct conf_table lists_zone_table = {
	"zone", true,
	"A DNS list. In your own files you change what was shipped, setting by setting; an empty "
	"value resets, repeatable settings add.",
	zone_items, LEN(zone_items)
};

#define OPERATOR(field) offsetof(struct operator_build, field)

static const struct conf_item operator_items[] = {
	{ "title", CONF_TEXT, OPERATOR(title), .about = "As people know him." },
	{ "site", CONF_TEXT, OPERATOR(site), .about = "His page." },
	{ "per-second", CONF_NUMBER, OPERATOR(budget.per_s), "20", .most = 1000000,
	  .about = "Questions that he allows us, all his zones together; 0: no limit." },
	{ "per-day", CONF_NUMBER, OPERATOR(budget.per_day), "100000", .most = 2000000000,
	  .about = "The same per day (UTC)." },
	{ "per-month", CONF_NUMBER, OPERATOR(budget.per_month), "0", .most = 2000000000,
	  .about = "The same per month (UTC)." },
};

const struct conf_table lists_operator_table = {
	"operator", true, "Who runs lists, and how often he allows to ask.", operator_items,
	LEN(operator_items)
};

static const struct conf_item catalogue_items[] = {
	{ "version", CONF_OWN, offsetof(struct catalogue_build, version), .set = set_date,
	  .show = show_text, .about = "The day on which the catalogue was last looked over." },
};

const struct conf_table lists_catalogue_table = {
	"catalogue", false, "The shipped catalogue as a whole.", catalogue_items,
	LEN(catalogue_items)
};

/* clang-format on */

static void default_code(struct list *l, struct arena *mem)
{
	l->codes = arena_new(mem, 1, sizeof(*l->codes));
	l->n_codes = 1;
	l->codes[0] = (struct list_code){ 0x7f000002, 0x7f000002,   l->kind, LISTS_SEVERITY_UNSAID,
					  false,      STR("listed") };
}

static int finish_codes(struct zone_build *z, struct arena *mem, struct err *err)
{
	struct list *l = &z->list;

	if (l->n_codes == 0)
		default_code(l, mem);
	l->severity = 0;
	for (size_t i = 0; i < l->n_codes; i++) {
		struct list_code *c = &l->codes[i];
		bool harmless =
			c->kind == LIST_NEUTRAL || c->kind == LIST_REFUSAL || c->kind == LIST_WHITE;

		if ((l->style == LIST_BITS) != (c->lo < 256) && c->lo >> 8 != 0x7fffff)
			return err_set(err, ERR_INPUT,
				       "codes are bits (1, 2, 4 ... 128) with style = bits only");
		if (c->severity == LISTS_SEVERITY_UNSAID)
			c->severity = harmless ? 0 : (uint8_t)z->severity;
		if (c->severity > l->severity)
			l->severity = c->severity;
	}
	return 0;
}

static void point_default(struct arena *mem, const struct list *l, uint8_t last,
			  struct list_point **point, size_t *n)
{
	static const uint8_t mapped[16] = { [10] = 0xff, 0xff, 127, 0, 0, 0 };
	struct list_point *p = arena_new(mem, 1, sizeof(*p));

	if (l->subject == LIST_NAMES) {
		p->name = last == 2 ? STR("test") : STR("invalid");
	} else if (l->v4) {
		p->ip = ip4(127, 0, 0, last);
	} else {
		p->ip.len = 16;
		memcpy(p->ip.b, mapped, 16);
		p->ip.b[15] = last;
	}
	*point = p;
	*n = 1;
}

static int points_fit(const struct list *l, const struct list_point *p, size_t n, struct err *err)
{
	for (size_t i = 0; i < n; i++)
		if ((l->subject == LIST_NAMES) != (p[i].ip.len == 0))
			return err_set(err, ERR_INPUT,
				       "test points are %s, as the subject of the list is",
				       l->subject == LIST_NAMES ? "names" : "addresses");
	return 0;
}

int lists_zone_finish(struct zone_build *z, struct arena *mem, struct err *err)
{
	struct list *l = &z->list;

	l->off = !z->ask;
	if (l->apex.n == 0)
		l->apex = l->zone;
	if (l->subject == LIST_NAMES)
		l->v4 = l->v6 = false;
	else if (!l->v4 && !l->v6)
		return err_set(err, ERR_INPUT, "a list of addresses has families: v4, v6 or both");
	if (l->n_listed == 0 && !z->no_listed)
		point_default(mem, l, 2, &l->listed, &l->n_listed);
	if (l->n_clean == 0 && !z->no_clean)
		point_default(mem, l, 1, &l->clean, &l->n_clean);
	if (points_fit(l, l->listed, l->n_listed, err) < 0 ||
	    points_fit(l, l->clean, l->n_clean, err) < 0)
		return -1;
	return finish_codes(z, mem, err);
}
