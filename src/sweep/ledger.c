/* The book: one line per operator and address of ours, replaced whole under a lock for every block.
 *
 *	netizen budgets 2
 *	DAY TAB MONTH TAB IN-DAY TAB IN-MONTH TAB BUSY-UNTIL TAB SOURCE TAB OPERATOR
 *
 * SOURCE is "-" where the kernel chose. The first version had none, and is read as well.
 */
#include "sweep/ledger.h"

#include "base/die.h"
#include "sys/env.h"
#include "sys/file.h"
#include "sys/folder.h"

#include <stdlib.h>
#include <string.h>

static const char head[] = "netizen budgets 2";
static const char head_before[] = "netizen budgets 1";

struct ledger_line {
	struct str operator;
	struct ip source; /* len 0: as the kernel chooses */
	struct budget_spent spent;
};

struct ledger {
	struct arena mem; /* of the paths */
	struct str book, lock;
	struct source from;
	struct arena turn; /* of the lines */
	struct ledger_line *line;
	size_t n;
};

int ledger_place(struct str state, struct buf *out, struct err *err)
{
	struct str xdg = env_of("XDG_STATE_HOME");
	struct str home = env_of("HOME");

	if (state.n)
		buf_fmt(out, "%.*s/sweep", STR_ARG(state));
	else if (xdg.n && xdg.p[0] == '/')
		buf_fmt(out, "%.*s/netizen", STR_ARG(xdg));
	else if (home.n && home.p[0] == '/')
		buf_fmt(out, "%.*s/.local/state/netizen", STR_ARG(home));
	else
		return err_set(err, ERR_INPUT,
			       "no place to keep the lists' budgets: set HOME or XDG_STATE_HOME, "
			       "or use --state DIR");
	if (out->full)
		return err_set(err, ERR_INPUT, "the name of the state folder is too long");
	return 0;
}

/* Numbers of a line, in their order. */
static const struct {
	const char *name;
	uint64_t most;
} number[] = {
	{"day",         INT32_MAX },
        { "month",      INT32_MAX },
        { "in-day",     UINT32_MAX},
	{ "in-month",   UINT32_MAX},
        { "busy-until", INT64_MAX },
};

static int source_read(struct str *text, struct ip *out, struct err *err)
{
	struct str field;

	if (str_cut(text, '\t', &field) &&
	    (str_eq(field, STR("-")) || ip_parse(field, out, NULL) == 0))
		return 0;
	return err_set(err, ERR_INPUT, "field %zu, the source, is neither an address nor -",
		       LEN(number) + 1);
}

/* What is wrong is said without a place. `sources`: it has one. */
static int line_read(struct ledger *l, struct str text, bool sources, struct err *err)
{
	struct ledger_line *line = &l->line[l->n];
	uint64_t value[LEN(number)];
	struct str field;

	if (l->n == LEDGER_OPERATORS_MAX)
		return err_set(err, ERR_INPUT, "more than %d operators", LEDGER_OPERATORS_MAX);
	for (size_t i = 0; i < LEN(number); i++)
		if (!str_cut(&text, '\t', &field) || !str_u64(field, number[i].most, &value[i]))
			return err_set(err, ERR_INPUT, "field %zu, %s, is no number up to %llu",
				       i + 1, number[i].name, (unsigned long long)number[i].most);
	line->source = (struct ip){ 0 };
	if (sources && source_read(&text, &line->source, err) < 0)
		return -1;
	if (text.n == 0 || memchr(text.p, '\0', text.n))
		return err_set(err, ERR_INPUT, "field %zu, the operator, is %s",
			       LEN(number) + sources + 1,
			       text.n == 0 ? "missing" : "no text: an octet 0 stands in it");
	line->operator= arena_str(&l->turn, text);
	line->spent = (struct budget_spent){ .day = (int64_t)value[0],
					     .month = (int64_t)value[1],
					     .in_day = (uint32_t)value[2],
					     .in_month = (uint32_t)value[3],
					     .busy_until = { (int64_t)value[4] } };
	l->n++;
	return 0;
}

/* Nobody but its owner may decide that what was asked is forgotten. */
static int damaged(const struct ledger *l, size_t line, const char *why, struct err *err)
{
	return err_set(err, ERR_INPUT,
		       "%.*s:%zu: %s; what was asked today is not known: correct it, or begin "
		       "anew with mv %.*s %.*s.bad",
		       STR_ARG(l->book), line, why, STR_ARG(l->book), STR_ARG(l->book));
}

static int book_parse(struct ledger *l, struct str text, struct err *err)
{
	struct str line;
	struct err why;
	size_t at = 1;
	bool sources;

	if (!str_cut(&text, '\n', &line) ||
	    !(str_eq(line, str_of(head)) || str_eq(line, str_of(head_before))))
		return damaged(l, at, "the first line of a book of budgets is not there", err);
	sources = str_eq(line, str_of(head));
	while (str_cut(&text, '\n', &line)) {
		at++;
		if (line.n == 0 && text.p == NULL)
			return 0;
		if (text.p == NULL)
			return damaged(l, at, "the line has no end: the file was cut", err);
		if (line_read(l, line, sources, &why) < 0)
			return damaged(l, at, why.text, err);
	}
	return 0;
}

static int book_load(struct ledger *l, struct err *err)
{
	struct buf AUTO(buf_done) text;
	struct err why = { 0 };

	arena_clear(&l->turn);
	l->line = arena_new(&l->turn, LEDGER_OPERATORS_MAX, sizeof(*l->line));
	l->n = 0;
	buf_init(&text, LEDGER_FILE_MAX);
	if (file_load(l->book, &text, &why) == 0)
		return book_parse(l, buf_str(&text), err);
	if (why.kind == ERR_GONE)
		return 0;
	*err = why;
	return -1;
}

void ledger_from(struct ledger *l, const struct source *from)
{
	l->from = *from;
}

void ledger_free(struct ledger *l)
{
	if (!l)
		return;
	arena_done(&l->mem);
	arena_done(&l->turn);
	free(l);
}

/* So that damage is told before anything is asked. */
static int read_once(struct ledger *l, struct err *err)
{
	int fd AUTO(folder_unlock) = -1;

	if (folder_lock(l->lock, &fd, err) < 0)
		return -1;
	return book_load(l, err);
}

int ledger_open(struct str dir, struct ledger **out, struct err *err)
{
	struct ledger *l;

	*out = NULL;
	if (file_folder(dir, err) < 0)
		return err_in(err, "budgets of the lists");
	l = mem_new(1, sizeof(*l));
	l->book = arena_fmt(&l->mem, "%.*s/budgets", STR_ARG(dir));
	l->lock = arena_fmt(&l->mem, "%.*s/budgets.lock", STR_ARG(dir));
	if (read_once(l, err) < 0) {
		ledger_free(l);
		return err_in(err, "budgets of the lists");
	}
	*out = l;
	return 0;
}

static int book_save(struct ledger *l, int64_t today, struct err *err)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, LEDGER_FILE_MAX);
	buf_fmt(&text, "%s\n", head);
	for (size_t i = 0; i < l->n; i++) {
		const struct budget_spent *s = &l->line[i].spent;
		struct ip source = l->line[i].source;
		char ip[IP_TEXT_MAX + 1];

		if (s->day + LEDGER_KEEP_DAYS < today)
			continue;
		buf_fmt(&text, "%lld\t%lld\t%u\t%u\t%lld\t%s\t%.*s\n", (long long)s->day,
			(long long)s->month, s->in_day, s->in_month,
			(long long)(s->busy_until.us > 0 ? s->busy_until.us : 0),
			source.len ? ip_text(source, ip) : "-", STR_ARG(l->line[i].operator));
	}
	if (text.full)
		return err_set(err, ERR_INPUT, "%.*s would pass %d octets", STR_ARG(l->book),
			       LEDGER_FILE_MAX);
	return file_save(l->book, buf_str(&text), err);
}

static bool same_source(struct ip a, struct ip b)
{
	return a.len == b.len && (a.len == 0 || ip_eq(a, b));
}

static struct ledger_line *line_of(struct ledger *l, struct str operator, struct ip source)
{
	for (size_t i = 0; i < l->n; i++)
		if (str_eq(l->line[i].operator, operator) && same_source(l->line[i].source, source))
			return &l->line[i];
	return NULL;
}

static struct ledger_line *line_made(struct ledger *l, struct str operator, struct ip source)
{
	struct ledger_line *line = line_of(l, operator, source);
	const struct ledger_line *unnamed = line_of(l, operator,(struct ip){ 0 });

	if (line || l->n == LEDGER_OPERATORS_MAX)
		return line;
	l->line[l->n] =
		(struct ledger_line){ .operator= arena_str(&l->turn, operator), .source = source };
	if (unnamed)
		l->line[l->n].spent = unnamed->spent;
	return &l->line[l->n++];
}

/* What is counted for each address that we ask from. */
struct counted {
	struct ledger_line *line[SOURCE_ADDRESSES_MAX];
	struct budget_spent spent[SOURCE_ADDRESSES_MAX];
	size_t n;
};

static int counted_of(struct ledger *l, struct str operator, struct counted * out, struct err *err)
{
	struct ip source[SOURCE_ADDRESSES_MAX];
	size_t n = source_counted(&l->from, source);

	*out = (struct counted){ .n = n };
	for (size_t i = 0; i < n; i++) {
		out->line[i] = line_made(l, operator, source[i]);
		if (!out->line[i])
			return err_set(err, ERR_INPUT, "%.*s: more than %d operators",
				       STR_ARG(l->book), LEDGER_OPERATORS_MAX);
		out->spent[i] = out->line[i]->spent;
	}
	return 0;
}

static int counted_save(struct ledger *l, const struct counted *c, struct err *err)
{
	for (size_t i = 0; i < c->n; i++)
		c->line[i]->spent = c->spent[i];
	return book_save(l, c->spent[0].day, err);
}

static int take_locked(struct ledger *l, const struct list *list, struct ledger_wish wish,
		       struct budget_grant *out, struct err *err)
{
	const struct budget_want want = { &list->budget, wish.n, wish.manual, false, wish.now };
	struct counted c;

	if (book_load(l, err) < 0 || counted_of(l, list->operator, & c, err) < 0)
		return -1;
	*out = budget_take_each(c.spent, c.n, &want);
	return out->n ? counted_save(l, &c, err) : 0;
}

int ledger_take(struct ledger *l, const struct list *list, struct ledger_wish wish,
		struct budget_grant *out, struct err *err)
{
	int fd AUTO(folder_unlock) = -1;

	*out = (struct budget_grant){ .begin = wish.now, .again = wish.now };
	if (folder_lock(l->lock, &fd, err) < 0 || take_locked(l, list, wish, out, err) < 0) {
		out->n = 0;
		return err_in(err, "budgets of the lists");
	}
	return 0;
}

static int return_locked(struct ledger *l, struct str operator, uint32_t n, struct instant when,
			 struct err *err)
{
	struct counted c;

	if (book_load(l, err) < 0)
		return -1;
	if (counted_of(l, operator, & c, err) < 0)
		return 0;
	for (size_t i = 0; i < c.n; i++)
		budget_return(&c.spent[i], n, when);
	return counted_save(l, &c, err);
}

int ledger_return(struct ledger *l, struct str operator, uint32_t n, struct instant when,
		  struct err *err)
{
	int fd AUTO(folder_unlock) = -1;

	if (n == 0)
		return 0;
	if (folder_lock(l->lock, &fd, err) < 0 || return_locked(l, operator, n, when, err) < 0)
		return err_in(err, "budgets of the lists");
	return 0;
}

static enum till_answer till_take(void *ctx, const struct till_wish *wish, struct budget_grant *out,
				  struct err *err)
{
	struct ledger_wish w = { .n = wish->n, .now = wish->now };

	return ledger_take(ctx, wish->list, w, out, err) < 0 ? TILL_FAILED : TILL_GRANTED;
}

static void till_give(void *ctx, const struct list *list, uint32_t n, struct instant taken)
{
	struct err ignored; /* credit that is not given back is lost, no more */

	(void)!ledger_return(ctx, list->operator, n, taken, &ignored);
}

struct till ledger_till(struct ledger *l)
{
	return (struct till){ till_take, till_give, l };
}
