/* One transfer by libcurl; for sys/fetch and sys/fetcher, which drive it. */
#pragma once

#include "sys/fetch.h"
#include "sys/file.h"

#define CURL_DISABLE_TYPECHECK /* its macros stand in the way of our own pointers */
#include <curl/curl.h>

/* What we use of it. */
struct fetch_lib {
	CURL *(*easy_init)(void);
	void (*easy_cleanup)(CURL *curl);
	CURLcode (*easy_setopt)(CURL *curl, CURLoption option, ...);
	CURLcode (*easy_getinfo)(CURL *curl, CURLINFO info, ...);
	CURLcode (*easy_perform)(CURL *curl);
	const char *(*easy_strerror)(CURLcode code);
	struct curl_slist *(*slist_append)(struct curl_slist *list, const char *line);
	void (*slist_free_all)(struct curl_slist *list);
	CURLM *(*multi_init)(void);
	CURLMcode (*multi_cleanup)(CURLM *multi);
	CURLMcode (*multi_add_handle)(CURLM *multi, CURL *curl);
	CURLMcode (*multi_remove_handle)(CURLM *multi, CURL *curl);
	CURLMcode (*multi_setopt)(CURLM *multi, CURLMoption option, ...);
	CURLMcode (*multi_socket_action)(CURLM *multi, curl_socket_t s, int ready, int *running);
	CURLMsg *(*multi_info_read)(CURLM *multi, int *left);
	CURLMcode (*multi_assign)(CURLM *multi, curl_socket_t s, void *ours);
};

extern struct fetch_lib fetch_lib;

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

/* Opens the file and makes the handle; `f` and `out` outlive the transfer. Once it was begun it is
 * ended or dropped. */
NODISCARD int transfer_begin(struct transfer *t, const struct fetch *f, struct fetched *out,
			     struct err *err);
NODISCARD int transfer_end(struct transfer *t, CURLcode code, struct err *err);
void transfer_drop(struct transfer *t);
