/* Reading the journal's export: "NAME=value" lines, or NAME, a length of eight octets and the
 * value; an empty line ends an entry. */
#include "proto/journal.h"

#include "proto/json_walk.h"

#include <string.h>

enum journal_state {
	JOURNAL_NAME,
	JOURNAL_TEXT,   /* the value behind "=", up to the line's end */
	JOURNAL_LENGTH, /* of a value that may hold anything */
	JOURNAL_BINARY,
	JOURNAL_LINE_END, /* behind such a value */
};

enum { LENGTH_OCTETS = 8 };

static const struct str field_name[JOURNAL_FIELDS] = {
	[JOURNAL_WHEN] = STR_INIT("__REALTIME_TIMESTAMP"),
	[JOURNAL_HOST] = STR_INIT("_HOSTNAME"),
	[JOURNAL_PROGRAM] = STR_INIT("SYSLOG_IDENTIFIER"),
	[JOURNAL_PID] = STR_INIT("SYSLOG_PID"),
	[JOURNAL_TRUE_PID] = STR_INIT("_PID"),
	[JOURNAL_MESSAGE] = STR_INIT("MESSAGE"),
};

static enum journal_field field_of(struct str name)
{
	for (unsigned f = 0; f < JOURNAL_FIELDS; f++)
		if (str_eq(name, field_name[f]))
			return (enum journal_field)f;
	return JOURNAL_FIELDS;
}

void journal_export_init(struct journal_export *j)
{
	*j = (struct journal_export){ .state = JOURNAL_NAME };
	for (unsigned f = 0; f < JOURNAL_FIELDS; f++)
		buf_init(&j->value[f],
			 f == JOURNAL_MESSAGE ? JOURNAL_MESSAGE_MAX : JOURNAL_VALUE_MAX);
}

void journal_export_done(struct journal_export *j)
{
	for (unsigned f = 0; f < JOURNAL_FIELDS; f++)
		buf_done(&j->value[f]);
}

static void begin_entry(struct journal_export *j)
{
	for (unsigned f = 0; f < JOURNAL_FIELDS; f++)
		buf_clear(&j->value[f]);
	memset(j->seen, 0, sizeof(j->seen));
}

static void begin_value(struct journal_export *j)
{
	j->field = field_of((struct str){ j->name, j->name_n });
	j->twice = j->field < JOURNAL_FIELDS && j->seen[j->field];
	if (j->field < JOURNAL_FIELDS)
		j->seen[j->field] = true;
}

static void add_value(struct journal_export *j, struct str part)
{
	struct buf *to;

	if (j->field == JOURNAL_FIELDS || j->twice)
		return;
	to = &j->value[j->field];
	buf_add(to, str_sub(part, 0, to->max - to->n));
}

static struct str take(struct str *in, size_t n)
{
	struct str part = str_sub(*in, 0, n);

	*in = str_sub(*in, part.n, in->n);
	return part;
}

/* Up to "=" or the end of the line. A name that is too long is cut: nobody wants it. True: the line
 * was empty, and ends an entry. */
static bool read_name(struct journal_export *j, struct str *in)
{
	char c = take(in, 1).p[0];

	if (c == '\n' && j->name_n == 0)
		return true;
	if (c == '=' || c == '\n') {
		begin_value(j);
		j->name_n = 0;
		j->left = 0;
		j->length_n = 0;
		j->state = c == '=' ? JOURNAL_TEXT : JOURNAL_LENGTH;
	} else if (j->name_n < JOURNAL_NAME_MAX) {
		j->name[j->name_n++] = c;
	}
	return false;
}

static void read_text(struct journal_export *j, struct str *in)
{
	size_t end = str_find(*in, '\n');
	bool whole = end < in->n;

	add_value(j, take(in, end));
	if (!whole)
		return;
	(void)take(in, 1);
	j->state = JOURNAL_NAME;
}

static void read_length(struct journal_export *j, struct str *in)
{
	j->left |= (uint64_t)(unsigned char)take(in, 1).p[0] << (8 * j->length_n);
	if (++j->length_n == LENGTH_OCTETS)
		j->state = j->left ? JOURNAL_BINARY : JOURNAL_LINE_END;
}

static void read_binary(struct journal_export *j, struct str *in)
{
	struct str part = take(in, j->left < in->n ? (size_t)j->left : in->n);

	add_value(j, part);
	j->left -= part.n;
	if (j->left == 0)
		j->state = JOURNAL_LINE_END;
}

static struct instant when_of(struct str digits)
{
	uint64_t us;

	if (!str_u64(digits, INT64_MAX - 1, &us))
		return WHEN_EVER;
	return (struct instant){ (int64_t)us };
}

/* Of microseconds since 1970. */
static struct str second_of(struct str digits)
{
	return str_sub(digits, 0, digits.n > 6 ? digits.n - 6 : 0);
}

/* What the values make up; false without a message. */
static bool entry_of(const struct journal_export *j, struct journal_entry *out)
{
	struct str pid = buf_str(&j->value[JOURNAL_PID]);

	*out = (struct journal_entry){
		.when = when_of(buf_str(&j->value[JOURNAL_WHEN])),
		.second = second_of(buf_str(&j->value[JOURNAL_WHEN])),
		.host = buf_str(&j->value[JOURNAL_HOST]),
		.program = buf_str(&j->value[JOURNAL_PROGRAM]),
		.pid = pid.n ? pid : buf_str(&j->value[JOURNAL_TRUE_PID]),
		.message = buf_str(&j->value[JOURNAL_MESSAGE]),
	};
	return j->seen[JOURNAL_MESSAGE];
}

/* Takes one step. True: an entry ended that has a message. */
static bool step(struct journal_export *j, struct str *in, struct journal_entry *out)
{
	switch ((enum journal_state)j->state) {
	case JOURNAL_NAME:
		if (!read_name(j, in))
			break;
		j->ended = true;
		return entry_of(j, out);
	case JOURNAL_TEXT:
		read_text(j, in);
		break;
	case JOURNAL_LENGTH:
		read_length(j, in);
		break;
	case JOURNAL_BINARY:
		read_binary(j, in);
		break;
	case JOURNAL_LINE_END:
		(void)take(in, 1);
		j->state = JOURNAL_NAME;
		break;
	}
	return false;
}

bool journal_export_next(struct journal_export *j, struct str *in, struct journal_entry *out)
{
	while (in->n > 0) {
		if (j->ended)
			begin_entry(j);
		j->ended = false;
		if (step(j, in, out))
			return true;
	}
	return false;
}

bool journal_export_last(struct journal_export *j, struct journal_entry *out)
{
	bool open = j->state == JOURNAL_LENGTH || j->state == JOURNAL_BINARY;

	if (j->ended || open)
		return false;
	j->ended = true;
	return entry_of(j, out);
}

/* "[104,105]": what is no UTF-8 is told as its octets. */
static struct str octets_of(struct json_walk *w, struct arena *arena)
{
	struct buf AUTO(buf_done) all;
	struct str raw, copy;
	uint64_t octet;

	buf_init(&all, JOURNAL_MESSAGE_MAX);
	while (json_walk_next(w, &raw, NULL) == JSON_TOKEN_NUMBER)
		if (str_u64(raw, 255, &octet) && all.n < all.max)
			buf_byte(&all, (char)octet);
	copy = arena_str(arena, buf_str(&all));
	return copy;
}

/* False if the line is broken. */
static bool read_member(struct json_walk *w, struct str name, struct arena *arena,
			struct str value[JOURNAL_FIELDS])
{
	enum journal_field f = field_of(name);
	struct str raw;
	enum json_token token = json_walk_next(w, &raw, NULL);

	if (f < JOURNAL_FIELDS && !value[f].p && token == JSON_TOKEN_STRING)
		value[f] = json_walk_text(arena, raw);
	else if (f < JOURNAL_FIELDS && !value[f].p && token == JSON_TOKEN_ARRAY)
		value[f] = octets_of(w, arena);
	else
		token = json_walk_skip(w, token, NULL);
	return token != JSON_TOKEN_WRONG;
}

bool journal_json_read(struct str line, struct arena *arena, struct journal_entry *out)
{
	struct str value[JOURNAL_FIELDS] = { 0 };
	struct json_walk w;
	enum json_token token;
	struct str raw;

	json_walk_init(&w, line);
	if (json_walk_next(&w, &raw, NULL) != JSON_TOKEN_OBJECT)
		return false;
	while ((token = json_walk_next(&w, &raw, NULL)) == JSON_TOKEN_KEY)
		if (!read_member(&w, json_walk_text(arena, raw), arena, value))
			return false;
	*out = (struct journal_entry){
		.when = when_of(value[JOURNAL_WHEN]),
		.second = second_of(value[JOURNAL_WHEN]),
		.host = str_sub(value[JOURNAL_HOST], 0, JOURNAL_VALUE_MAX),
		.program = str_sub(value[JOURNAL_PROGRAM], 0, JOURNAL_VALUE_MAX),
		.pid = value[JOURNAL_PID].n ? value[JOURNAL_PID] : value[JOURNAL_TRUE_PID],
		.message = str_sub(value[JOURNAL_MESSAGE], 0, JOURNAL_MESSAGE_MAX),
	};
	return token == JSON_TOKEN_CLOSE && value[JOURNAL_MESSAGE].p;
}

bool journal_like_export(struct str beginning)
{
	return str_starts(beginning, STR("__CURSOR=")) ||
	       str_starts(beginning, STR("__REALTIME_TIMESTAMP="));
}

bool journal_like_json(struct str beginning)
{
	return str_starts(beginning, STR("{"));
}
