/* Something between a client and its PostgreSQL that cuts the wire at a chosen moment. */
#pragma once

enum proxy_cut {
	PROXY_PASSES,
	PROXY_CUTS_BEFORE_COMMIT, /* the server never sees it */
	PROXY_CUTS_AFTER_COMMIT,  /* the server has answered; the client never sees that */
};

/* Listens in `folder` as a server would and passes on to the one in `server`. */
void proxy_start(const char *folder, const char *server);
void proxy_set(enum proxy_cut cut); /* once; then it passes again */
void proxy_stop(void);
