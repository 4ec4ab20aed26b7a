/* Fetching one file and waiting for it. */
#include "sys/fetch.h"

#include "sys/fetch_curl.h"

#include <stdio.h>
#include <string.h>

struct str fetch_shown(struct str url, char text[FETCH_URL_MAX + 1])
{
	struct str head;
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

int fetch_file(const struct fetch *f, struct fetched *out, struct err *err)
{
	struct transfer t;

	if (transfer_begin(&t, f, out, err) < 0)
		return -1;
	return transfer_end(&t, fetch_lib.easy_perform(t.curl), err);
}
