/* Several transfers in the loop: libcurl says which sockets and when, the loop says what happened.
 */
#include "sys/fetcher.h"

#include "base/die.h"
#include "sys/fetch_curl.h"
#include "sys/loop.h"

#include <stdlib.h>
#include <string.h>

struct one {
	struct fetcher *fetcher;
	uint64_t tag;
	struct fetch fetch;
	struct fetch_version have;
	struct fetched got;
	struct transfer transfer;
	char url[FETCH_URL_MAX + 1];
	char to[FILE_PATH_MAX + 1];
};

struct watched {
	struct fetcher *fetcher;
	int fd;
	struct loop_fd *at;
};

struct fetcher {
	struct loop *loop;
	fetcher_fn *fn;
	void *ctx;
	CURLM *multi;
	struct loop_timer *timer;
	struct one *one[FETCHER_MAX];
	size_t n;
};

static void end_one(struct fetcher *f, CURL *curl, CURLcode code)
{
	struct one *o = NULL;
	struct err err = { 0 };
	int r;

	for (size_t i = 0; i < f->n; i++)
		if (f->one[i]->transfer.curl == curl) {
			o = f->one[i];
			f->one[i] = f->one[--f->n];
			break;
		}
	die_if(!o);
	fetch_lib.multi_remove_handle(f->multi, curl);
	r = transfer_end(&o->transfer, code, &err);
	f->fn(f->ctx, o->tag, &o->got, r < 0 ? &err : NULL);
	free(o);
}

static void act(struct fetcher *f, int fd, int ready)
{
	CURLMsg *m;
	int running, left;

	fetch_lib.multi_socket_action(f->multi, fd, ready, &running);
	while ((m = fetch_lib.multi_info_read(f->multi, &left)))
		if (m->msg == CURLMSG_DONE)
			end_one(f, m->easy_handle, m->data.result);
}

static void is_ready(void *ctx, unsigned ready)
{
	struct watched *w = ctx;

	act(w->fetcher, w->fd,
	    (ready & LOOP_READ ? CURL_CSELECT_IN : 0) |
		    (ready & LOOP_WRITE ? CURL_CSELECT_OUT : 0));
}

static void time_is_up(void *ctx)
{
	act(ctx, CURL_SOCKET_TIMEOUT, 0);
}

static int on_timer(CURLM *multi, long ms, void *ctx)
{
	struct fetcher *f = ctx;

	(void)multi;
	if (ms < 0)
		loop_timer_stop(f->timer);
	else
		loop_timer_set(f->timer, SPAN_MS((int64_t)ms));
	return 0;
}

/* libcurl closes its sockets itself, right after this says CURL_POLL_REMOVE. */
static int on_socket(CURL *curl, curl_socket_t fd, int what, void *ctx, void *ours)
{
	struct fetcher *f = ctx;
	struct watched *w = ours;

	(void)curl;
	if (what == CURL_POLL_REMOVE) {
		if (!w)
			return 0;
		fetch_lib.multi_assign(f->multi, fd, NULL);
		loop_fd_free(w->at);
		free(w);
		return 0;
	}
	if (!w) {
		w = mem_new(1, sizeof(*w));
		*w = (struct watched){ .fetcher = f, .fd = fd };
		w->at = loop_fd_new(f->loop, fd, is_ready, w);
		fetch_lib.multi_assign(f->multi, fd, w);
	}
	loop_fd_want(w->at, (what & CURL_POLL_IN ? LOOP_READ : 0) |
				    (what & CURL_POLL_OUT ? LOOP_WRITE : 0));
	return 0;
}

int fetcher_new(struct loop *loop, fetcher_fn *fn, void *ctx, struct fetcher **out, struct err *err)
{
	struct fetcher *f;

	*out = NULL;
	if (fetch_load(err) < 0)
		return -1;
	f = mem_new(1, sizeof(*f));
	*f = (struct fetcher){ .loop = loop, .fn = fn, .ctx = ctx };
	f->multi = fetch_lib.multi_init();
	if (!f->multi)
		die("out of memory: libcurl");
	f->timer = loop_timer_new(loop, time_is_up, f);
	fetch_lib.multi_setopt(f->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	fetch_lib.multi_setopt(f->multi, CURLMOPT_SOCKETDATA, f);
	fetch_lib.multi_setopt(f->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	fetch_lib.multi_setopt(f->multi, CURLMOPT_TIMERDATA, f);
	*out = f;
	return 0;
}

void fetcher_free(struct fetcher *f)
{
	if (!f)
		return;
	for (size_t i = 0; i < f->n; i++) {
		fetch_lib.multi_remove_handle(f->multi, f->one[i]->transfer.curl);
		transfer_drop(&f->one[i]->transfer);
		free(f->one[i]);
	}
	fetch_lib.multi_cleanup(f->multi);
	loop_timer_free(f->timer);
	free(f);
}

/* What it points to, kept as long as the transfer. */
static void copy(struct one *o, const struct fetch *fetch)
{
	o->fetch = *fetch;
	if (fetch->have) {
		o->have = *fetch->have;
		o->fetch.have = &o->have;
	}
	if (fetch->url.n <= FETCH_URL_MAX) {
		memcpy(o->url, fetch->url.p, fetch->url.n);
		o->fetch.url.p = o->url;
	}
	if (fetch->to.n <= FILE_PATH_MAX) {
		memcpy(o->to, fetch->to.p, fetch->to.n);
		o->fetch.to.p = o->to;
	}
}

int fetcher_add(struct fetcher *f, uint64_t tag, const struct fetch *fetch, struct err *err)
{
	struct one *o;

	if (f->n == FETCHER_MAX)
		return err_set(err, ERR_LATER, "%d files are being fetched already", FETCHER_MAX);
	o = mem_new(1, sizeof(*o));
	o->fetcher = f;
	o->tag = tag;
	copy(o, fetch);
	if (transfer_begin(&o->transfer, &o->fetch, &o->got, err) < 0) {
		free(o);
		return -1;
	}
	f->one[f->n++] = o;
	if (fetch_lib.multi_add_handle(f->multi, o->transfer.curl) != CURLM_OK)
		die("out of memory: libcurl");
	return 0;
}

size_t fetcher_count(const struct fetcher *f)
{
	return f->n;
}
