/* Asking on the terminal until the answer is right; from options a wrong answer is wrong usage. */
#include "cli/init_ask.h"

#include "cli/time_option.h"
#include "sys/file.h"
#include "sys/own.h"

#include <stdio.h>
#include <string.h>

enum { LINE_OCTETS = 65536 };

/* Takes the words of an answer into *out; ERR_INPUT names the word. */
struct question {
	const char *text;
	int (*take)(struct cli *cli, const struct list_set *lists, struct str words,
		    struct init_answers *out, struct err *err);
	bool needed;
};

bool init_line(struct cli *cli, const char *question, struct str *out)
{
	char line[LINE_OCTETS];

	fprintf(stderr, "%s\n> ", question);
	if (!fgets(line, sizeof(line), stdin))
		return false;
	*out = arena_str(&cli->arena, str_trim(str_of(line)));
	return true;
}

/* The next word; blanks and commas stand between. */
static bool next_word(struct str *rest, struct str *word)
{
	size_t n = 0;

	while (rest->n && strchr(" \t,", rest->p[0]))
		*rest = str_sub(*rest, 1, rest->n);
	while (n < rest->n && !strchr(" \t,", rest->p[n]))
		n++;
	*word = str_sub(*rest, 0, n);
	*rest = str_sub(*rest, n, rest->n);
	return n > 0;
}

static int take_ranges(struct cli *cli, struct str words, struct init_ranges *out, struct err *err)
{
	struct str word;

	out->n = 0;
	out->range = arena_new(&cli->arena, INIT_RANGES_MAX, sizeof(*out->range));
	while (next_word(&words, &word)) {
		if (out->n == INIT_RANGES_MAX)
			return err_set(err, ERR_INPUT, "more than %d prefixes: put them in a file",
				       INIT_RANGES_MAX);
		if (range_parse(word, &out->range[out->n++], err) < 0)
			return -1;
	}
	return 0;
}

static int take_prefixes(struct cli *cli, const struct list_set *lists, struct str words,
			 struct init_answers *out, struct err *err)
{
	char a[RANGE_TEXT_MAX + 1], b[RANGE_TEXT_MAX + 1];

	(void)lists;
	if (take_ranges(cli, words, &out->prefix, err) < 0)
		return -1;
	for (size_t i = 0; i < out->prefix.n; i++)
		for (size_t k = 0; k < i; k++)
			if (range_overlaps(out->prefix.range[i], out->prefix.range[k]))
				return err_set(err, ERR_INPUT, "%s and %s overlap: name the wider",
					       range_text(out->prefix.range[k], a),
					       range_text(out->prefix.range[i], b));
	return 0;
}

static int take_mail(struct cli *cli, const struct list_set *lists, struct str words,
		     struct init_answers *out, struct err *err)
{
	char text[RANGE_TEXT_MAX + 1];

	(void)lists;
	if (take_ranges(cli, words, &out->mail, err) < 0)
		return -1;
	for (size_t i = 0; i < out->mail.n; i++) {
		bool ours = false;

		for (size_t k = 0; k < out->prefix.n; k++)
			ours |= range_within(out->mail.range[i], out->prefix.range[k]);
		if (!ours)
			return err_set(err, ERR_INPUT, "%s is in none of your prefixes",
				       range_text(out->mail.range[i], text));
	}
	return 0;
}

static int are_files(const struct option_list *list, struct err *err)
{
	struct file f;

	for (size_t i = 0; i < list->n; i++) {
		if (file_open(&f, list->item[i], err) < 0)
			return -1;
		file_close(&f);
	}
	return 0;
}

static int take_files(struct cli *cli, const struct list_set *lists, struct str words,
		      struct init_answers *out, struct err *err)
{
	struct str word;

	(void)lists;
	out->file = (struct option_list){ 0 };
	out->file.item = arena_new(&cli->arena, OPTION_LIST_MAX, sizeof(*out->file.item));
	while (out->file.n < OPTION_LIST_MAX && next_word(&words, &word))
		out->file.item[out->file.n++] = word;
	return are_files(&out->file, err);
}

static int wants_no_key(const struct list_set *lists, struct str zone, struct err *err)
{
	struct buf AUTO(buf_done) names;

	buf_init(&names, ERR_TEXT_MAX);
	for (size_t i = 0; i < lists->n; i++)
		if (lists->list[i].terms == LIST_BY_KEY && !names.full)
			buf_fmt(&names, "%s%.*s", names.n ? ", " : "",
				STR_ARG(lists->list[i].zone));
	return err_set(err, ERR_INPUT, "\"%.*s\" is no list that takes a key; these do: %.*s",
		       STR_ARG(zone), STR_ARG(buf_str(&names)));
}

static bool key_is_label(struct str key)
{
	if (key.n == 0 || key.n > 63)
		return false;
	for (size_t i = 0; i < key.n; i++)
		if (!strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_",
			    key.p[i]))
			return false;
	return true;
}

/* "ZONE=KEY", or "ZONE KEY" as a person types it. */
static int take_keys(struct cli *cli, const struct list_set *lists, struct str words,
		     struct init_answers *out, struct err *err)
{
	struct str word, key;

	out->keys = 0;
	out->key = arena_new(&cli->arena, INIT_KEYS_MAX, sizeof(*out->key));
	while (next_word(&words, &word)) {
		size_t eq = str_find(word, '=');
		const struct list *l = lists_find(lists, str_sub(word, 0, eq), NULL);

		key = str_sub(word, eq < word.n ? eq + 1 : word.n, word.n);
		if (!l || l->terms != LIST_BY_KEY)
			return wants_no_key(lists, str_sub(word, 0, eq), err);
		if (eq == word.n && !next_word(&words, &key))
			return err_set(err, ERR_INPUT, "%.*s: its key is missing",
				       STR_ARG(l->zone));
		if (!key_is_label(key))
			return err_set(err, ERR_INPUT,
				       "%.*s: the key is no DNS label: up to 63 letters, digits, - "
				       "and _",
				       STR_ARG(l->zone));
		if (out->keys == INIT_KEYS_MAX)
			return err_set(err, ERR_INPUT, "more than %d keys", INIT_KEYS_MAX);
		out->key[out->keys++] = (struct init_key){ l, key };
	}
	return 0;
}

static int take_zone(struct cli *cli, const struct list_set *lists, struct str words,
		     struct init_answers *out, struct err *err)
{
	const struct zone *zone;

	(void)lists;
	out->zone = str_trim(words);
	return out->zone.n ? time_zone(cli, out->zone, &zone, err) : 0;
}

static const struct question prefixes = {
	"1. Which addresses are yours? Prefixes or ranges, blanks between: 192.0.2.0/24 "
	"2001:db8::/32",
	take_prefixes, true
};
static const struct question files = {
	"2. Files that say who holds them (CSV or JSON, see netizen-import(1))? Empty: none yet.",
	take_files, false
};
static const struct question mail = {
	"3. Which of them send mail? They are watched first. Empty: as the inventory says.",
	take_mail, false
};
static const struct question keys = {
	"4. Keys for lists, as ZONE KEY? Empty: none. They are kept in files of their own.",
	take_keys, false
};
static const struct question time_zone_of = {
	"5. The time zone of your files, such as Europe/Berlin? Empty: their times have offsets.",
	take_zone, false
};

static struct str joined(struct cli *cli, const struct option_list *list)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, LINE_OCTETS * 16);
	for (size_t i = 0; i < list->n; i++)
		buf_fmt(&text, "%s%.*s", i ? " " : "", STR_ARG(list->item[i]));
	return arena_str(&cli->arena, buf_str(&text));
}

struct asking {
	struct cli *cli;
	const struct list_set *lists;
	bool ask;
	struct init_answers *out;
};

/* An answer from the command line; `option` names it. */
static int told(const struct asking *a, const struct question *q, const char *option,
		struct str words)
{
	struct err err;

	if (q->take(a->cli, a->lists, words, a->out, &err) < 0)
		return cli_usage(a->cli, "%s: %s", option, err.text);
	return -1;
}

static int asked(const struct asking *a, const struct question *q, const char *option)
{
	struct str words = STR("");
	struct err err;

	if (!a->ask && q->needed)
		return cli_usage(a->cli, "%s is wanted: nobody can be asked here", option);
	if (!a->ask)
		return told(a, q, option, words);
	for (;;) {
		if (!init_line(a->cli, q->text, &words))
			return cli_usage(a->cli, "no answer; nothing was written");
		if (q->take(a->cli, a->lists, words, a->out, &err) < 0)
			cli_note(a->cli, "%s", err.text);
		else if (!q->needed || words.n)
			return -1;
	}
}

static int one(const struct asking *a, const struct question *q, const char *option,
	       struct str words, bool none)
{
	if (words.n || none)
		return told(a, q, option, words);
	return asked(a, q, option);
}

/* Names on the command line may hold blanks. */
static int inventory(const struct asking *a, const struct init_said *said)
{
	struct err err;

	if (said->file.n == 0)
		return one(a, &files, "--inventory", STR(""), said->no_file);
	a->out->file = said->file;
	if (are_files(&said->file, &err) < 0)
		return cli_usage(a->cli, "--inventory: %s", err.text);
	return -1;
}

int init_ask(struct cli *cli, const struct list_set *lists, const struct init_said *said,
	     struct init_answers *out)
{
	const struct asking a = { cli, lists, said->ask, out };
	int leave = one(&a, &prefixes, "--prefix", joined(cli, &said->prefix), false);

	if (leave < 0)
		leave = inventory(&a, said);
	if (leave < 0)
		leave = one(&a, &mail, "--mail", joined(cli, &said->mail), said->no_mail);
	if (leave < 0)
		leave = one(&a, &keys, "--key", joined(cli, &said->key), said->no_key);
	if (leave < 0)
		leave = one(&a, &time_zone_of, "--tz", said->zone, said->no_zone);
	return leave;
}
