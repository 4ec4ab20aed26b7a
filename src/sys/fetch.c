/* Fetching by libcurl, one transfer at a time.
 *
 * The library, with the thirty it needs itself, is loaded when something is fetched first: it
 * takes 6 MB and 5 ms, and most commands never fetch. */
#include "sys/fetch.h"

#include "base/die.h"
#include "sys/file.h"

#define CURL_DISABLE_TYPECHECK /* its macros stand in the way of our own pointers */
#include <curl/curl.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define LIBRARY "libcurl.so.4"

static struct {
	CURL *(*easy_init)(void);
	void (*easy_cleanup)(CURL *curl);
	CURLcode (*easy_setopt)(CURL *curl, CURLoption option, ...);
	CURLcode (*easy_getinfo)(CURL *curl, CURLINFO info, ...);
	CURLcode (*easy_perform)(CURL *curl);
	const char *(*easy_strerror)(CURLcode code);
	struct curl_slist *(*slist_append)(struct curl_slist *list, const char *line);
	void (*slist_free_all)(struct curl_slist *list);
} lib;

static int load_library(struct err *err)
{
	const struct {
		void *to; /* a pointer to a function */
		const char *name;
	} symbol[] = {
		{&lib.easy_cleanup,    "curl_easy_cleanup"  },
		{ &lib.easy_setopt,    "curl_easy_setopt"   },
		{ &lib.easy_getinfo,   "curl_easy_getinfo"  },
		{ &lib.easy_perform,   "curl_easy_perform"  },
		{ &lib.easy_strerror,  "curl_easy_strerror" },
		{ &lib.slist_append,   "curl_slist_append"  },
		{ &lib.slist_free_all, "curl_slist_free_all"},
		{ &lib.easy_init,      "curl_easy_init"     }, /* last: it tells that all are there */
	};
	void *handle;

	if (lib.easy_init)
		return 0;
	handle = dlopen(LIBRARY, RTLD_NOW | RTLD_LOCAL);
	if (!handle)
		return err_set(err, ERR_SYS, "%s is needed to fetch: %s", LIBRARY, dlerror());
	for (size_t i = 0; i < LEN(symbol); i++) {
		void *found = dlsym(handle, symbol[i].name);

		if (!found)
			return err_set(err, ERR_SYS, "%s lacks %s", LIBRARY, symbol[i].name);
		memcpy(symbol[i].to, &found, sizeof(found));
	}
	return 0;
}

struct transfer {
	const struct fetch *f;
	struct fetched *out;
	CURL *curl;
	struct curl_slist *headers;
	int fd;
	int number; /* of the system error that ended it; 0: none */
	bool too_large;
	char url[FETCH_URL_MAX + 1];
	char path[FILE_PATH_MAX + 1];
	char detail[CURL_ERROR_SIZE];
};

struct str fetch_shown(struct str url, char text[FETCH_URL_MAX + 1])
{
	struct str head = url;
	size_t scheme = 0;
	size_t at;
	size_t n;

	for (size_t i = 0; i + 2 < url.n && scheme == 0; i++)
		if (memcmp(url.p + i, "://", 3) == 0)
			scheme = i + 3;
	head = str_sub(url, 0, str_find(url, '?'));
	head = str_sub(head, 0, str_find(head, '#'));
	at = scheme;
	for (size_t i = scheme; i < head.n && head.p[i] != '/'; i++)
		if (head.p[i] == '@')
			at = i + 1;
	n = (size_t)snprintf(text, FETCH_URL_MAX + 1, "%.*s%.*s", (int)scheme, url.p,
			     (int)(head.n - at), head.p + at);
	return (struct str){ text, n < FETCH_URL_MAX ? n : FETCH_URL_MAX };
}

static size_t on_body(char *p, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	size_t left = size * count;

	if (left > t->f->max - t->out->octets) {
		t->too_large = true;
		return 0;
	}
	t->out->octets += left;
	for (size_t at = 0; at < left;) {
		ssize_t n = write(t->fd, p + at, left - at);

		if (n < 0 && errno != EINTR) {
			t->number = errno;
			return 0;
		}
		at += n > 0 ? (size_t)n : 0;
	}
	return left;
}

/* Keeps the entity tag of the last reply; a redirect's means nothing. */
static size_t on_header(char *p, size_t size, size_t count, void *ctx)
{
	struct transfer *t = ctx;
	struct str line = str_trim((struct str){ p, size * count });
	struct str name;
	char *tag = t->out->version.tag;

	if (str_starts(line, STR("HTTP/")))
		tag[0] = '\0';
	if (!str_cut(&line, ':', &name) || !str_eq_nocase(name, STR("ETag")))
		return size * count;
	line = str_trim(line);
	for (size_t i = 0; i < line.n; i++)
		if ((unsigned char)line.p[i] < ' ')
			return size * count;
	if (line.n <= FETCH_TAG_MAX)
		snprintf(tag, FETCH_TAG_MAX + 1, "%.*s", STR_ARG(line));
	return size * count;
}

static void set_condition(struct transfer *t)
{
	const struct fetch_version *have = t->f->have;
	char line[FETCH_TAG_MAX + 32];

	if (!have)
		return;
	if (have->modified.us) {
		lib.easy_setopt(t->curl, CURLOPT_TIMECONDITION, (long)CURL_TIMECOND_IFMODSINCE);
		lib.easy_setopt(t->curl, CURLOPT_TIMEVALUE_LARGE,
				(curl_off_t)(have->modified.us / 1000000));
	}
	if (have->tag[0]) {
		snprintf(line, sizeof(line), "If-None-Match: %s", have->tag);
		t->headers = lib.slist_append(t->headers, line);
		lib.easy_setopt(t->curl, CURLOPT_HTTPHEADER, t->headers);
	}
}

static void set_bounds(struct transfer *t)
{
	bool https = strncasecmp(t->url, "https:", 6) == 0;

	lib.easy_setopt(t->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	lib.easy_setopt(t->curl, CURLOPT_REDIR_PROTOCOLS_STR, https ? "https" : "http,https");
	lib.easy_setopt(t->curl, CURLOPT_FOLLOWLOCATION, 1L);
	lib.easy_setopt(t->curl, CURLOPT_MAXREDIRS, (long)FETCH_REDIRECTS);
	lib.easy_setopt(t->curl, CURLOPT_CONNECTTIMEOUT, (long)FETCH_CONNECT_S);
	lib.easy_setopt(t->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	lib.easy_setopt(t->curl, CURLOPT_LOW_SPEED_TIME, (long)FETCH_SILENCE_S);
	lib.easy_setopt(t->curl, CURLOPT_TIMEOUT_MS, (long)(t->f->wait.us / 1000));
	lib.easy_setopt(t->curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->f->max);
	lib.easy_setopt(t->curl, CURLOPT_FAILONERROR, 1L);
	lib.easy_setopt(t->curl, CURLOPT_NOSIGNAL, 1L);
}

static void set_up(struct transfer *t)
{
	lib.easy_setopt(t->curl, CURLOPT_URL, t->url);
	lib.easy_setopt(t->curl, CURLOPT_USERAGENT, "netizen/" NETIZEN_VERSION);
	lib.easy_setopt(t->curl, CURLOPT_ERRORBUFFER, t->detail);
	lib.easy_setopt(t->curl, CURLOPT_WRITEFUNCTION, on_body);
	lib.easy_setopt(t->curl, CURLOPT_WRITEDATA, t);
	lib.easy_setopt(t->curl, CURLOPT_HEADERFUNCTION, on_header);
	lib.easy_setopt(t->curl, CURLOPT_HEADERDATA, t);
	lib.easy_setopt(t->curl, CURLOPT_FILETIME, 1L);
	set_bounds(t);
	set_condition(t);
}

static enum err_kind kind_of(CURLcode code, long status)
{
	if (code == CURLE_HTTP_RETURNED_ERROR)
		return status == 408 || status == 425 || status == 429 || status >= 500 ? ERR_LATER
											: ERR_GONE;
	if (code == CURLE_UNSUPPORTED_PROTOCOL || code == CURLE_URL_MALFORMAT ||
	    code == CURLE_FILESIZE_EXCEEDED || code == CURLE_TOO_MANY_REDIRECTS)
		return ERR_INPUT;
	return ERR_LATER;
}

static int failed(const struct transfer *t, CURLcode code, struct err *err)
{
	char text[FETCH_URL_MAX + 1];
	struct str shown = str_sub(fetch_shown(t->f->url, text), 0, 200);
	long status = 0;

	if (t->number)
		return err_sys(err, ERR_SYS, t->number, "%s", t->path);
	if (t->too_large || code == CURLE_FILESIZE_EXCEEDED)
		return err_set(err, ERR_INPUT, "%.*s: larger than %llu octets", STR_ARG(shown),
			       (unsigned long long)t->f->max);
	lib.easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_HTTP_RETURNED_ERROR)
		return err_set(err, kind_of(code, status), "%.*s: the server answers %ld",
			       STR_ARG(shown), status);
	return err_set(err, kind_of(code, status), "%.*s: %s", STR_ARG(shown),
		       t->detail[0] ? t->detail : lib.easy_strerror(code));
}

/* The file is as old as the server says, since lists without a serial go by that. */
static int finish(struct transfer *t, struct err *err)
{
	curl_off_t modified = -1;
	long status = 0;
	long unmet = 0;

	lib.easy_getinfo(t->curl, CURLINFO_FILETIME_T, &modified);
	lib.easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	lib.easy_getinfo(t->curl, CURLINFO_CONDITION_UNMET, &unmet);
	t->out->version.modified.us = modified > 0 ? (int64_t)modified * 1000000 : 0;
	t->out->unchanged = status == 304 || unmet;
	if (t->out->unchanged) {
		unlink(t->path);
		return 0;
	}
	if (modified > 0) {
		const struct timespec when[2] = { { .tv_nsec = UTIME_OMIT },
						  { .tv_sec = (time_t)modified } };

		if (futimens(t->fd, when) < 0)
			return err_sys(err, ERR_SYS, errno, "%s", t->path);
	}
	if (fsync(t->fd) < 0)
		return err_sys(err, ERR_SYS, errno, "%s", t->path);
	return 0;
}

static int transfer(struct transfer *t, struct err *err)
{
	CURLcode code;
	int ret;

	t->curl = lib.easy_init();
	if (!t->curl)
		die("out of memory: libcurl");
	set_up(t);
	code = lib.easy_perform(t->curl);
	ret = code == CURLE_OK ? finish(t, err) : failed(t, code, err);
	lib.slist_free_all(t->headers);
	lib.easy_cleanup(t->curl);
	return ret;
}

static bool has_nul(struct str s)
{
	return s.n && memchr(s.p, '\0', s.n);
}

int fetch_file(const struct fetch *f, struct fetched *out, struct err *err)
{
	struct transfer t = { .f = f, .out = out, .fd = -1 };
	int ret;

	*out = (struct fetched){ .octets = 0 };
	if (f->url.n == 0 || f->url.n > FETCH_URL_MAX || has_nul(f->url))
		return err_set(err, ERR_INPUT, "an address of %zu octets: 1 to %d are right",
			       f->url.n, FETCH_URL_MAX);
	if (f->to.n == 0 || f->to.n > FILE_PATH_MAX || has_nul(f->to))
		return err_set(err, ERR_INPUT, "no name of a file to fetch to");
	if (load_library(err) < 0)
		return -1;
	memcpy(t.url, f->url.p, f->url.n);
	memcpy(t.path, f->to.p, f->to.n);
	t.fd = open(t.path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (t.fd < 0)
		return err_sys(err, ERR_SYS, errno, "%s", t.path);
	ret = transfer(&t, err);
	close(t.fd);
	if (ret < 0)
		unlink(t.path);
	return ret;
}
