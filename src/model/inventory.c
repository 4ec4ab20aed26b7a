/* Names of what the inventory knows, and the forms in which names are kept. */
#include "model/inventory.h"

#include "base/utf8.h"

const char *inv_kind_name(enum inv_kind kind)
{
	static const char *const name[] = { "machine", "customer", "prefix", "tenancy", "holding" };

	return kind < LEN(name) ? name[kind] : "?";
}

const char *inv_kind_names(enum inv_kind kind)
{
	static const char *const name[] = { "machines", "customers", "prefixes", "tenancies",
					    "holdings" };

	return kind < LEN(name) ? name[kind] : "?";
}

static const char *const uses[] = { "",    "single", "shared",        "gateway",
				    "nat", "free",   "infrastructure" };

const char *use_name(enum use use)
{
	return use < LEN(uses) ? uses[use] : "?";
}

bool use_parse(struct str text, enum use *out)
{
	for (size_t i = 0; i < LEN(uses); i++) {
		if (str_eq_nocase(text, str_of(uses[i]))) {
			*out = (enum use)i;
			return true;
		}
	}
	return false;
}

static const char *const held[] = { "domain", "mailbox", "user", "path" };

const char *holding_kind_name(enum holding_kind kind)
{
	return kind < LEN(held) ? held[kind] : "?";
}

bool holding_kind_parse(struct str text, enum holding_kind *out)
{
	for (size_t i = 0; i < LEN(held); i++) {
		if (str_eq_nocase(text, str_of(held[i]))) {
			*out = (enum holding_kind)i;
			return true;
		}
	}
	return false;
}

/* What a message shows of a text from outside. */
static int shown(struct str s)
{
	return (int)(s.n > 60 ? 60 : s.n);
}

static bool domain_octet(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
	       (c & 0x80);
}

static int domain_name(struct str text, struct buf *out, struct err *err)
{
	struct str rest = text;
	struct str label;
	size_t before = out->n;

	if (str_ends(rest, STR(".")))
		rest.n--;
	if (rest.n == 0 || rest.n > 253)
		return err_set(err, ERR_INPUT, "\"%.*s\" is not a domain name", shown(text),
			       text.p ? text.p : "");
	while (str_cut(&rest, '.', &label)) {
		if (out->n > before)
			buf_byte(out, '.');
		for (size_t i = 0; i < label.n; i++) {
			char c = label.p[i];

			if (c >= 'A' && c <= 'Z')
				c = (char)(c + 32);
			if (!domain_octet(c))
				return err_set(err, ERR_INPUT,
					       "\"%.*s\" is not a domain name: letters, digits, "
					       "\"-\" and \"_\" between dots",
					       shown(text), text.p);
			buf_byte(out, c);
		}
		if (label.n == 0 || label.n > 63)
			return err_set(err, ERR_INPUT,
				       "\"%.*s\" is not a domain name: 1 to 63 octets between dots",
				       shown(text), text.p);
	}
	return 0;
}

static int user_name(struct str text, struct buf *out, struct err *err)
{
	bool bad = text.n == 0 || text.n > INV_NAME_MAX;

	for (size_t i = 0; i < text.n; i++) {
		unsigned char c = (unsigned char)text.p[i];

		bad = bad || c <= ' ' || c == 0x7f || c == '/' || c == ':' || c == '@';
	}
	if (bad)
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" is not a user's name: 1 to %d octets without blanks, "
			       "\"/\", \":\" and \"@\"",
			       shown(text), text.p ? text.p : "", INV_NAME_MAX);
	buf_add(out, text);
	return 0;
}

static int path_name(struct str text, struct buf *out, struct err *err)
{
	struct str rest = text;
	struct str part;
	size_t before = out->n;

	if (!str_starts(text, STR("/")) || text.n > INV_PATH_MAX)
		return err_set(err, ERR_INPUT,
			       "\"%.*s\" is not an absolute path of at most %d octets", shown(text),
			       text.p ? text.p : "", INV_PATH_MAX);
	for (size_t i = 0; i < text.n; i++)
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
			return err_set(err, ERR_INPUT, "a path with control octet %u",
				       (unsigned char)text.p[i]);
	while (str_cut(&rest, '/', &part)) {
		if (part.n == 0)
			continue;
		if (str_eq(part, STR(".")) || str_eq(part, STR("..")))
			return err_set(err, ERR_INPUT,
				       "\"%.*s\" is not a plain path: no \".\" and \"..\" in it",
				       shown(text), text.p);
		buf_byte(out, '/');
		buf_add(out, part);
	}
	if (out->n == before)
		buf_byte(out, '/');
	return 0;
}

int holding_name(enum holding_kind kind, struct str text, struct buf *out, struct err *err)
{
	int rc = -1;

	if (utf8_bad(text) < text.n)
		return err_set(err, ERR_INPUT, "a %s that is not UTF-8", holding_kind_name(kind));
	switch (kind) {
	case HOLDING_DOMAIN:
	case HOLDING_MAILBOX:
		rc = domain_name(text, out, err);
		break;
	case HOLDING_USER:
		rc = user_name(text, out, err);
		break;
	case HOLDING_PATH:
		rc = path_name(text, out, err);
		break;
	case HOLDING_KINDS:
		return err_set(err, ERR_INPUT, "no such kind of holding");
	}
	if (rc == 0 && out->full)
		return err_set(err, ERR_INPUT, "a %s that is too long", holding_kind_name(kind));
	return rc;
}

int ports_parse(struct str text, struct ports *out, struct err *err)
{
	struct str rest = text;
	struct str first = { NULL, 0 };
	uint64_t lo;
	uint64_t hi;

	*out = PORTS_ALL;
	if (text.n == 0)
		return 0;
	(void)str_cut(&rest, '-', &first);
	if (!str_u64(str_trim(first), 65535, &lo) ||
	    !str_u64(str_trim(rest.p ? rest : first), 65535, &hi) || lo > hi)
		return err_set(err, ERR_INPUT, "\"%.*s\" is not a port or ports such as 1024-2047",
			       shown(text), text.p);
	*out = (struct ports){ (uint16_t)lo, (uint16_t)hi };
	return 0;
}
