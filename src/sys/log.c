/* Lines of key=value on standard error, each with one write. */
#include "sys/log.h"

#include "base/when.h"
#include "sys/clock.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *role = "netizen";
static enum log_level least = LOG_INFO;
static bool journal; /* it knows the time, and takes the level from "<6>" before a line */

static const char *const level_name[] = { "debug", "info", "warn", "error" };
static const char *const syslog_level[] = { "<7>", "<6>", "<4>", "<3>" };

/* The service manager names the stream it reads: ours may have been turned elsewhere since. */
static bool is_journal(void)
{
	const char *stream = getenv("JOURNAL_STREAM");
	struct stat st;
	char own[64];

	if (!stream || fstat(STDERR_FILENO, &st) < 0)
		return false;
	snprintf(own, sizeof(own), "%llu:%llu", (unsigned long long)st.st_dev,
		 (unsigned long long)st.st_ino);
	return strcmp(stream, own) == 0;
}

void log_open(const char *name, enum log_level from)
{
	role = name;
	journal = is_journal();
	least = from;
}

/* One octet is kept for the line's end. */
static void add(struct log_line *l, const char *p, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (l->n + 2 > sizeof(l->text)) {
			l->cut = true;
			return;
		}
		l->text[l->n++] = p[i];
	}
}

static bool is_plain(struct str v)
{
	if (v.n == 0)
		return false;
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (c <= ' ' || c == '"' || c == '=' || c == '\\' || c >= 0x7f)
			return false;
	}
	return true;
}

static void add_quoted(struct log_line *l, struct str v)
{
	char hex[5];

	add(l, "\"", 1);
	for (size_t i = 0; i < v.n; i++) {
		unsigned char c = (unsigned char)v.p[i];

		if (c == '"' || c == '\\') {
			add(l, "\\", 1);
			add(l, &v.p[i], 1);
		} else if (c < ' ' || c >= 0x7f) {
			snprintf(hex, sizeof(hex), "\\x%02x", c);
			add(l, hex, 4);
		} else {
			add(l, &v.p[i], 1);
		}
	}
	add(l, "\"", 1);
}

void log_str(struct log_line *l, const char *key, struct str value)
{
	struct str k = str_of(key);

	if (l->quiet)
		return;
	if (l->n > (journal ? 3u : 0u))
		add(l, " ", 1);
	add(l, k.p, k.n);
	add(l, "=", 1);
	if (is_plain(value))
		add(l, value.p, value.n);
	else
		add_quoted(l, value);
}

void log_c(struct log_line *l, const char *key, const char *value)
{
	log_str(l, key, str_of(value));
}

void log_int(struct log_line *l, const char *key, int64_t value)
{
	char text[24];

	snprintf(text, sizeof(text), "%lld", (long long)value);
	log_c(l, key, text);
}

void log_begin(struct log_line *l, enum log_level level, const char *event)
{
	char at[WHEN_TEXT_MAX + 1];

	l->n = 0;
	l->cut = false;
	l->quiet = level < least;
	if (l->quiet)
		return;
	if (journal)
		add(l, syslog_level[level], 3);
	else
		log_c(l, "at", instant_text(clock_now(), at));
	log_c(l, "level", level_name[level]);
	log_c(l, "role", role);
	log_c(l, "event", event);
}

void log_end(struct log_line *l)
{
	if (l->quiet)
		return;
	l->text[l->n++] = '\n';
	/* nobody is left to be told if this fails */
	if (write(STDERR_FILENO, l->text, l->n) < 0)
		l->cut = true;
}

void log_err(enum log_level level, const char *event, const struct err *err)
{
	struct log_line l;

	log_begin(&l, level, event);
	log_c(&l, "kind", err_kind_name(err->kind));
	log_c(&l, "why", err->text);
	log_end(&l);
}

void log_event(enum log_level level, const char *event)
{
	struct log_line l;

	log_begin(&l, level, event);
	log_end(&l);
}
