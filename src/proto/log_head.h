/* The head of a log line: when, on which machine, by which program; what it says is left as it is.
 *
 * Syslog's classic form ("Nov  3 08:15:00 host program[pid]: text", which tells no year), the same
 * with an RFC 3339 time, and the form of Exim's own files ("2026-11-03 08:15:00 text"). Nothing
 * is copied: all views look into the line.
 */
#pragma once

#include "base/str.h"
#include "base/when.h"

#include <stdbool.h>

enum log_form {
	LOG_FORM_NONE,    /* no head: a continued line, or no log at all */
	LOG_FORM_CLASSIC, /* without a year */
	LOG_FORM_RFC3339,
	LOG_FORM_EXIM, /* no machine and no program is named */
};

struct log_head {
	enum log_form form;
	struct str stamp; /* the time as it is written */
	struct str host;
	struct str program; /* "postfix/submission/smtpd" */
	struct str pid;     /* empty if it tells none */
	struct str text;    /* behind the head; without one the whole line */
};

/* `line` has no line end. False, and LOG_FORM_NONE, if it has no head that is known. */
bool log_head_read(struct str line, struct log_head *out);

/* The last part of a program's name: "smtpd" of "postfix/submission/smtpd". */
struct str log_daemon(struct str program);

/* When it was, as it is written: the classic form tells no year, that is 0 then. False if it is no
 * time after all. */
bool log_head_civil(const struct log_head *head, struct civil *out);
