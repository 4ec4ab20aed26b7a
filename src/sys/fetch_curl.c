/* Transfers by libcurl.
 *
 * The library, with the thirty it needs itself, is loaded when something is fetched first: it
 * takes 6 MB and 5 ms, and most commands never fetch. */
#include "sys/fetch_curl.h"

#include "base/die.h"

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

struct fetch_lib fetch_lib;

int fetch_load(struct err *err)
{
	const struct {
		void *to; /* a pointer to a function */
		const char *name;
	} symbol[] = {
		{&fetch_lib.easy_cleanup,         "curl_easy_cleanup"       },
		{ &fetch_lib.easy_setopt,         "curl_easy_setopt"        },
		{ &fetch_lib.easy_getinfo,        "curl_easy_getinfo"       },
		{ &fetch_lib.easy_perform,        "curl_easy_perform"       },
		{ &fetch_lib.easy_strerror,       "curl_easy_strerror"      },
		{ &fetch_lib.slist_append,        "curl_slist_append"       },
		{ &fetch_lib.slist_free_all,      "curl_slist_free_all"     },
		{ &fetch_lib.multi_init,          "curl_multi_init"         },
		{ &fetch_lib.multi_cleanup,       "curl_multi_cleanup"      },
		{ &fetch_lib.multi_add_handle,    "curl_multi_add_handle"   },
		{ &fetch_lib.multi_remove_handle, "curl_multi_remove_handle"},
		{ &fetch_lib.multi_setopt,        "curl_multi_setopt"       },
		{ &fetch_lib.multi_socket_action, "curl_multi_socket_action"},
		{ &fetch_lib.multi_info_read,     "curl_multi_info_read"    },
		{ &fetch_lib.multi_assign,        "curl_multi_assign"       },
		{ &fetch_lib.easy_init,           "curl_easy_init"          }, /* last: it tells that all are there */
	};
	void *handle;

	if (fetch_lib.easy_init)
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
		fetch_lib.easy_setopt(t->curl, CURLOPT_TIMECONDITION,
				      (long)CURL_TIMECOND_IFMODSINCE);
		fetch_lib.easy_setopt(t->curl, CURLOPT_TIMEVALUE_LARGE,
				      (curl_off_t)(have->modified.us / 1000000));
	}
	if (have->tag[0]) {
		snprintf(line, sizeof(line), "If-None-Match: %s", have->tag);
		t->headers = fetch_lib.slist_append(t->headers, line);
		fetch_lib.easy_setopt(t->curl, CURLOPT_HTTPHEADER, t->headers);
	}
}

static void set_bounds(struct transfer *t)
{
	bool https = strncasecmp(t->url, "https:", 6) == 0;

	fetch_lib.easy_setopt(t->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	fetch_lib.easy_setopt(t->curl, CURLOPT_REDIR_PROTOCOLS_STR, https ? "https" : "http,https");
	fetch_lib.easy_setopt(t->curl, CURLOPT_FOLLOWLOCATION, 1L);
	fetch_lib.easy_setopt(t->curl, CURLOPT_MAXREDIRS, (long)FETCH_REDIRECTS);
	fetch_lib.easy_setopt(t->curl, CURLOPT_CONNECTTIMEOUT, (long)FETCH_CONNECT_S);
	fetch_lib.easy_setopt(t->curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
	fetch_lib.easy_setopt(t->curl, CURLOPT_LOW_SPEED_TIME, (long)FETCH_SILENCE_S);
	fetch_lib.easy_setopt(t->curl, CURLOPT_TIMEOUT_MS, (long)(t->f->wait.us / 1000));
	fetch_lib.easy_setopt(t->curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)t->f->max);
	fetch_lib.easy_setopt(t->curl, CURLOPT_FAILONERROR, 1L);
	fetch_lib.easy_setopt(t->curl, CURLOPT_NOSIGNAL, 1L);
}

static void set_up(struct transfer *t)
{
	fetch_lib.easy_setopt(t->curl, CURLOPT_URL, t->url);
	fetch_lib.easy_setopt(t->curl, CURLOPT_USERAGENT, "netizen/" NETIZEN_VERSION);
	fetch_lib.easy_setopt(t->curl, CURLOPT_ERRORBUFFER, t->detail);
	fetch_lib.easy_setopt(t->curl, CURLOPT_WRITEFUNCTION, on_body);
	fetch_lib.easy_setopt(t->curl, CURLOPT_WRITEDATA, t);
	fetch_lib.easy_setopt(t->curl, CURLOPT_HEADERFUNCTION, on_header);
	fetch_lib.easy_setopt(t->curl, CURLOPT_HEADERDATA, t);
	fetch_lib.easy_setopt(t->curl, CURLOPT_FILETIME, 1L);
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
	fetch_lib.easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	if (code == CURLE_HTTP_RETURNED_ERROR)
		return err_set(err, kind_of(code, status), "%.*s: the server answers %ld",
			       STR_ARG(shown), status);
	return err_set(err, kind_of(code, status), "%.*s: %s", STR_ARG(shown),
		       t->detail[0] ? t->detail : fetch_lib.easy_strerror(code));
}

/* The file is as old as the server says, since lists without a serial go by that. */
static int finish(struct transfer *t, struct err *err)
{
	curl_off_t modified = -1;
	long status = 0;
	long unmet = 0;

	fetch_lib.easy_getinfo(t->curl, CURLINFO_FILETIME_T, &modified);
	fetch_lib.easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	fetch_lib.easy_getinfo(t->curl, CURLINFO_CONDITION_UNMET, &unmet);
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

static bool has_nul(struct str s)
{
	return s.n && memchr(s.p, '\0', s.n);
}

int transfer_begin(struct transfer *t, const struct fetch *f, struct fetched *out, struct err *err)
{
	*t = (struct transfer){ .f = f, .out = out, .fd = -1 };
	*out = (struct fetched){ .octets = 0 };
	if (f->url.n == 0 || f->url.n > FETCH_URL_MAX || has_nul(f->url))
		return err_set(err, ERR_INPUT, "an address of %zu octets: 1 to %d are right",
			       f->url.n, FETCH_URL_MAX);
	if (f->to.n == 0 || f->to.n > FILE_PATH_MAX || has_nul(f->to))
		return err_set(err, ERR_INPUT, "no name of a file to fetch to");
	if (fetch_load(err) < 0)
		return -1;
	memcpy(t->url, f->url.p, f->url.n);
	memcpy(t->path, f->to.p, f->to.n);
	t->fd = open(t->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	if (t->fd < 0)
		return err_sys(err, ERR_SYS, errno, "%s", t->path);
	t->curl = fetch_lib.easy_init();
	if (!t->curl)
		die("out of memory: libcurl");
	set_up(t);
	return 0;
}

static void let_go(struct transfer *t)
{
	fetch_lib.slist_free_all(t->headers);
	fetch_lib.easy_cleanup(t->curl);
	close(t->fd);
}

int transfer_end(struct transfer *t, CURLcode code, struct err *err)
{
	int ret = code == CURLE_OK ? finish(t, err) : failed(t, code, err);

	let_go(t);
	if (ret < 0)
		unlink(t->path);
	return ret;
}

void transfer_drop(struct transfer *t)
{
	let_go(t);
	unlink(t->path);
}
