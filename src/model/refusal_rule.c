/* A rule's reading, and whether it holds. */
#include "model/refusal_rule.h"

#include "base/buf.h"

#include <string.h>

static const char *const meaning_name[REFUSAL_MEANINGS] = {
	[REFUSAL_UNKNOWN] = "refused",
	[REFUSAL_BLOCKLISTED] = "blocklisted",
	[REFUSAL_REPUTATION] = "reputation",
	[REFUSAL_RATE] = "rate",
	[REFUSAL_CONTENT] = "content",
	[REFUSAL_VIRUS] = "virus",
	[REFUSAL_AUTHENTICATION] = "authentication missing",
	[REFUSAL_PTR] = "no reverse name",
	[REFUSAL_GREYLISTED] = "greylisted",
	[REFUSAL_POLICY] = "policy",
	[REFUSAL_SENDER] = "sender refused",
	[REFUSAL_RELAY] = "relay refused",
	[REFUSAL_USER_UNKNOWN] = "user unknown",
	[REFUSAL_DISABLED] = "mailbox disabled",
	[REFUSAL_FULL] = "mailbox full",
	[REFUSAL_MOVED] = "user has moved",
	[REFUSAL_DOMAIN_UNKNOWN] = "domain unknown",
	[REFUSAL_NO_MAIL] = "domain takes no mail",
	[REFUSAL_TOO_LARGE] = "too large",
	[REFUSAL_FORM] = "malformed",
	[REFUSAL_SECURITY] = "encryption or login wanted",
	[REFUSAL_LOOP] = "loop",
	[REFUSAL_NETWORK] = "no connection",
	[REFUSAL_THEIRS] = "trouble of theirs",
	[REFUSAL_OURS] = "our own fault",
};

const char *refusal_meaning_name(enum refusal_meaning m)
{
	return meaning_name[m];
}

/* The same but for blanks, for which "-" stands in files. */
static bool same_words(struct str word, const char *name)
{
	struct str n = str_of(name);

	if (word.n != n.n)
		return false;
	for (size_t i = 0; i < n.n; i++)
		if (word.p[i] != (n.p[i] == ' ' ? '-' : n.p[i]))
			return false;
	return true;
}

bool refusal_meaning_of(struct str word, enum refusal_meaning *out)
{
	for (int m = REFUSAL_UNKNOWN + 1; m < REFUSAL_MEANINGS; m++)
		if (same_words(word, meaning_name[m])) {
			*out = (enum refusal_meaning)m;
			return true;
		}
	return false;
}

void refusal_meaning_words(struct buf *out)
{
	for (int m = REFUSAL_UNKNOWN + 1; m < REFUSAL_MEANINGS; m++) {
		if (m > REFUSAL_UNKNOWN + 1)
			buf_add(out, STR(", "));
		for (const char *c = meaning_name[m]; *c; c++)
			buf_byte(out, *c == ' ' ? '-' : *c);
	}
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "550", "55x", "4xx" */
static bool read_reply(struct str word, struct refusal_codes *out)
{
	uint16_t lo = 0, hi = 0;

	if (word.n != 3 || (word.p[0] != '4' && word.p[0] != '5'))
		return false;
	for (size_t i = 0; i < word.n; i++) {
		bool any = word.p[i] == 'x';

		if (!any && (!digit(word.p[i]) || (i == 2 && word.p[1] == 'x')))
			return false;
		lo = (uint16_t)(lo * 10 + (any ? 0 : word.p[i] - '0'));
		hi = (uint16_t)(hi * 10 + (any ? 9 : word.p[i] - '0'));
	}
	out->reply[0] = lo;
	out->reply[1] = hi;
	return true;
}

/* "7", "606-649" or "x" */
static bool read_part(struct str part, uint16_t *range)
{
	struct str first = { NULL, 0 };
	uint64_t lo, hi;

	if (str_eq(part, STR("x"))) {
		range[0] = 0;
		range[1] = 999;
		return true;
	}
	(void)str_cut(&part, '-', &first);
	if (!str_u64(first, 999, &lo) || (part.p && !str_u64(part, 999, &hi)))
		return false;
	range[0] = (uint16_t)lo;
	range[1] = (uint16_t)(part.p ? hi : lo);
	return range[0] <= range[1];
}

/* "5.7.1", "x.7.x", "5.7.606-649" */
static bool read_enhanced(struct str word, struct refusal_codes *out)
{
	struct str part[3] = { 0 };
	struct refusal_codes c = *out;

	for (int i = 0; i < 3; i++)
		if (!str_cut(&word, '.', &part[i]))
			return false;
	if (word.p || part[0].n != 1)
		return false;
	if (part[0].p[0] == 'x') {
		c.class[0] = 4;
		c.class[1] = 5;
	} else if (part[0].p[0] == '4' || part[0].p[0] == '5') {
		c.class[0] = c.class[1] = (uint16_t)(part[0].p[0] - '0');
	} else {
		return false;
	}
	if (!read_part(part[1], c.subject) || !read_part(part[2], c.detail))
		return false;
	*out = c;
	return true;
}

struct refusal_reply refusal_reply_of(struct str reply, struct str enhanced)
{
	struct refusal_codes c = { 0 };
	struct refusal_reply r = { 0 };

	if (read_reply(reply, &c) && c.reply[0] == c.reply[1])
		r.reply = c.reply[0];
	if (read_enhanced(enhanced, &c) && c.class[0] == c.class[1] &&
	    c.subject[0] == c.subject[1] && c.detail[0] == c.detail[1]) {
		r.class = c.class[0];
		r.subject = c.subject[0];
		r.detail = c.detail[0];
	}
	return r;
}

static bool between(uint16_t n, const uint16_t *range)
{
	return n >= range[0] && n <= range[1];
}

bool refusal_codes_hold(const struct refusal_codes *c, const struct refusal_reply *r)
{
	if (c->reply[0] && !between(r->reply, c->reply))
		return false;
	return c->class[0] == 0 ||
	       (between(r->class, c->class) && between(r->subject, c->subject) &&
		between(r->detail, c->detail));
}

/* Takes the codes off the head of the text. */
static void read_codes(struct str *text, struct refusal_pattern *p)
{
	while (text->n) {
		size_t n = str_find(*text, ' ');
		struct str word = str_sub(*text, 0, n);

		if (!(p->codes.reply[0] == 0 && read_reply(word, &p->codes)) &&
		    !(p->codes.class[0] == 0 && read_enhanced(word, &p->codes)))
			return;
		p->coded = true;
		*text = str_trim(str_sub(*text, n, text->n));
	}
}

static int read_pieces(struct arena *arena, struct str text, struct refusal_pattern *p,
		       struct err *err)
{
	struct str piece = { NULL, 0 };
	size_t longest = 0;

	while (str_cut(&text, '*', &piece)) {
		if (piece.n == 0 || str_eq(piece, STR(" ")))
			continue;
		if (p->pieces == REFUSAL_PIECES_MAX)
			return err_set(err, ERR_INPUT, "more than %d pieces between \"*\"",
				       REFUSAL_PIECES_MAX);
		if (str_find(piece, '{') < piece.n || str_find(piece, '}') < piece.n)
			return err_set(err, ERR_INPUT,
				       "{zone} may stand at the end, and only once");
		longest = piece.n > longest ? piece.n : longest;
		p->piece[p->pieces++] = arena_str(arena, piece);
	}
	if (longest >= REFUSAL_PIECE_LEAST)
		return 0;
	return err_set(err, ERR_INPUT, "a text wants %d letters or more in a row",
		       REFUSAL_PIECE_LEAST);
}

int refusal_pattern_read(struct arena *arena, struct str text, struct refusal_pattern *out,
			 struct err *err)
{
	static const struct str zone = STR_INIT("{zone}");
	char folded[REFUSAL_PATTERN_MAX];
	uint16_t from[REFUSAL_PATTERN_MAX];

	*out = (struct refusal_pattern){ 0 };
	text = str_trim(text);
	read_codes(&text, out);
	if (text.n == 0)
		return out->coded ? 0 : err_set(err, ERR_INPUT, "codes or a text were expected");
	if (text.n > REFUSAL_PATTERN_MAX)
		return err_set(err, ERR_INPUT, "a text of more than %d octets",
			       REFUSAL_PATTERN_MAX);
	text = (struct str){ folded, refusal_fold(text, folded, from, sizeof(folded)) };
	if (str_ends(text, zone)) {
		out->zone = true;
		text.n -= zone.n;
		if (text.n == 0 || text.p[text.n - 1] == '*')
			return err_set(err, ERR_INPUT, "{zone} wants a text before it");
	}
	return read_pieces(arena, text, out, err);
}

/* A digit or a sign stands in codes that operators made up, such as "S3150": they say more than
 * words. */
static bool is_token(struct str piece)
{
	for (size_t i = 0; i < piece.n; i++)
		if (digit(piece.p[i]) || piece.p[i] == '#' || piece.p[i] == '_')
			return true;
	return false;
}

uint32_t refusal_pattern_weight(const struct refusal_pattern *p)
{
	const struct refusal_codes *c = &p->codes;
	bool exact = c->class[0] && c->subject[0] == c->subject[1] && c->detail[0] == c->detail[1];
	uint32_t weight = p->pieces ? REFUSAL_BY_TEXT : exact ? REFUSAL_BY_CODE : 0;

	for (size_t i = 0; i < p->pieces; i++)
		weight += (uint32_t)p->piece[i].n + (is_token(p->piece[i]) ? 40 : 0);
	weight += p->zone ? 40 : 0;
	if (c->reply[0])
		weight += c->reply[0] == c->reply[1] ? 3 : 1;
	if (c->class[0])
		weight += exact ? 8 : c->detail[1] - c->detail[0] < 999 ? 6 : 4;
	return weight;
}

/* Where `piece` begins at or after `at`; text.n if nowhere. */
static size_t find_piece(struct str text, size_t at, struct str piece)
{
	const char *hit = NULL;

	if (at < text.n)
		hit = memmem(text.p + at, text.n - at, piece.p, piece.n);
	return hit ? (size_t)(hit - text.p) : text.n;
}

/* A name of a host at the head of the text: with a dot, and a letter in its last label. */
static struct str name_at(struct str text)
{
	size_t n = 0, dot = 0;

	while (n < text.n && n < REFUSAL_ZONE_MAX &&
	       ((text.p[n] >= 'a' && text.p[n] <= 'z') || digit(text.p[n]) || text.p[n] == '.' ||
		text.p[n] == '-' || text.p[n] == '_'))
		n++;
	while (n > 0 && (text.p[n - 1] == '.' || text.p[n - 1] == '-'))
		n--;
	for (size_t i = 0; i < n; i++)
		if (text.p[i] == '.')
			dot = i;
	if (dot == 0 || text.p[0] == '.' || text.p[dot + 1] < 'a' || text.p[dot + 1] > 'z')
		return (struct str){ NULL, 0 };
	return str_sub(text, 0, n);
}

/* What {zone} stands for: behind the last piece at `at`, or where that piece stands again. */
static bool zone_after(const struct refusal_pattern *p, struct str text, size_t at,
		       struct str *zone)
{
	struct str piece = p->piece[p->pieces - 1];

	for (;;) {
		*zone = name_at(str_sub(text, at, text.n));
		if (zone->n)
			return true;
		at = find_piece(text, at, piece);
		if (at == text.n)
			return false;
		at += piece.n;
	}
}

bool refusal_pattern_holds(const struct refusal_pattern *p, struct str text, struct str *zone)
{
	size_t at = 0;

	for (size_t i = 0; i < p->pieces; i++) {
		at = find_piece(text, at, p->piece[i]);
		if (at == text.n)
			return false;
		at += p->piece[i].n;
	}
	return !p->zone || zone_after(p, text, at, zone);
}

/* A line's codes, as in "550-5.7.1 ", at the head of the text; 0: there are none. */
static size_t codes_at(struct str text)
{
	size_t n = 3;

	if (text.n < 5 || (text.p[0] != '4' && text.p[0] != '5') || !digit(text.p[1]) ||
	    !digit(text.p[2]) || (text.p[3] != '-' && text.p[3] != ' '))
		return 0;
	if (digit(text.p[4]) && text.n > 9 && text.p[5] == '.') {
		n = 5;
		while (n < text.n && n < 12 && (digit(text.p[n]) || text.p[n] == '.'))
			n++;
		return n < text.n && text.p[n] == ' ' ? n : text.p[3] == '-' ? 4 : 0;
	}
	return text.p[3] == '-' ? 4 : 0;
}

/* The octets at `i` that are as good as a blank: blanks, control octets, Exim's "\n". */
static size_t blank_at(struct str text, size_t i)
{
	if ((unsigned char)text.p[i] <= ' ' || text.p[i] == 127)
		return 1;
	return text.p[i] == '\\' && i + 1 < text.n && text.p[i + 1] == 'n' ? 2 : 0;
}

size_t refusal_fold(struct str text, char *to, uint16_t *from, size_t n)
{
	size_t out = 0;
	bool blank = true;

	for (size_t i = 0; i < text.n && i <= UINT16_MAX && out < n;) {
		size_t skip = blank_at(text, i);

		if (skip) {
			if (!blank) {
				from[out] = (uint16_t)i;
				to[out++] = ' ';
			}
			blank = true;
			i += skip;
			continue;
		}
		skip = blank ? codes_at(str_sub(text, i, 16)) : 0;
		i += skip;
		if (skip)
			continue;
		blank = false;
		from[out] = (uint16_t)i;
		to[out++] =
			(char)(text.p[i] >= 'A' && text.p[i] <= 'Z' ? text.p[i] | 32 : text.p[i]);
		i++;
	}
	while (out > 0 && to[out - 1] == ' ')
		out--;
	return out;
}
