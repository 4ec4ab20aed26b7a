/* A whole hub in one process, on the virtual clock: its roles, and who starts them again.
 *
 * A role is a row of the table in hub.c and a file hub_NAME.c that opens it. As the parent of
 * netizend does, the hub keeps both ends of the channel between the desk and every other role,
 * and the listener: what was sent to a role that was killed waits for its successor.
 */
#pragma once

#include "base/err.h"
#include "base/str.h"
#include "base/when.h"
#include "msg/role_msg.h"

#include <stdbool.h>

struct loop;

struct hub_role {
	enum role_id id;
	const char *name;
	bool (*wanted)(void); /* NULL: always */
	/* Opens it with what the functions below give, and sets *out. */
	int (*start)(void **out, struct err *err);
	void (*begin)(void *role); /* once it has started; NULL: nothing to do */
	/* `who` was started again: the others hear it of the desk, the desk of them; NULL likewise
	 */
	void (*again)(void *role, enum role_id who);
	void (*free)(void *role);
};

extern const struct hub_role hub_desk, hub_front, hub_watch;

/* While a role starts. Descriptors are its own, to be taken over. */
struct loop *hub_loop(void);
struct str hub_lib(void);               /* the folder of the database */
int hub_pair_of_desk(const char *with); /* the desk's end of the pair with that role */
int hub_pair_of(const char *self);      /* its own end of the pair with the desk */
int hub_listener(void);
void *hub_self(void); /* the ctx of hub_broken() */
void hub_broken(void *self, const struct err *why);

/* For the driver. */
void hub_reset(struct loop *loop);
NODISCARD int hub_open(struct err *err); /* starts the desk, then the others */
NODISCARD int hub_stop(struct err *err); /* ends all roles; the database stays */
void hub_close(void);
NODISCARD int hub_fate(struct err *err); /* -1: a role can never start, or the like */

size_t hub_roles(void);
struct str hub_role_name(size_t i);

enum hub_point { HUB_NOW, HUB_BEFORE_COMMIT, HUB_AFTER_COMMIT };

NODISCARD int hub_kill(struct str role, enum hub_point point, struct err *err);
NODISCARD int hub_lives(struct str role, uint64_t *out, struct err *err); /* so far */

/* The channel between the desk and a role: how long packets take, both ways; whether any fit. */
NODISCARD int hub_delay(struct str role, struct span delay, struct err *err);
NODISCARD int hub_full(struct str role, bool full, struct err *err);

/* A client's end of a new connection. */
int hub_connect(unsigned uid, unsigned gid);
