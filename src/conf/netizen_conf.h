/* The settings of netizen: netizen.conf, then conf.d/ in the order of names, then environment.
 *
 * All or nothing: a wrong setting anywhere and none is taken.
 */
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/endpoint.h"
#include "base/err.h"
#include "base/source.h"
#include "base/when.h"

#define NETIZEN_CONF_FILE_MAX (1 << 20) /* octets of one file */
#define NETIZEN_CONF_ITEMS_MAX 16       /* settings of one section */
#define NETIZEN_CONF_RESOLVERS_MAX 4

enum netizen_section {
	NETIZEN_PROVIDER,
	NETIZEN_INVENTORY,
	NETIZEN_HUB,
	NETIZEN_STORE,
	NETIZEN_WATCH,
	NETIZEN_SECTIONS
};

/* Places in `origin`. */
enum netizen_provider_item { NETIZEN_PROVIDER_TIME_ZONE };
enum netizen_store_item { NETIZEN_STORE_POSTGRESQL, NETIZEN_STORE_PASSWORD, NETIZEN_STORE_READER };

struct conf_resolvers {
	struct endpoint at[NETIZEN_CONF_RESOLVERS_MAX];
	size_t n; /* 0: those of the machine */
};

struct netizen_conf {
	struct arena mem;
	struct {
		struct str time_zone; /* of texts without an offset; empty: those are refused */
	} provider;
	struct {
		struct span skew;          /* clocks may be off by so much at a boundary */
		struct span floating_skew; /* the same for floating addresses */
		uint32_t snapshot_ends;    /* percent of tenancies that a snapshot may end */
	} inventory;
	struct {
		struct str group; /* whose members may speak with the hub */
		struct str user;  /* whom the hub becomes when started as root */
	} hub;
	struct {
		struct str postgresql; /* libpq's words; empty: a file in the state directory */
		struct str password;
		struct str reader; /* words that differ for who only reads */
		struct str reader_password;
	} store;
	struct {
		bool enabled;
		struct span mail, changed, rest, names; /* periods of walks */
		struct span confirm;                    /* between a first and a second answer */
		struct span recheck;                    /* of what is listed */
		struct span gap;                        /* between two jobs of a list, at least */
		struct span fetch;                      /* of copies of lists */
		struct conf_resolvers resolver;
		struct source source; /* where lists are asked from */
	} watch;
	/* where each value was said: FILE:LINE, the environment's variable, or "default" */
	struct str origin[NETIZEN_SECTIONS][NETIZEN_CONF_ITEMS_MAX];
};

/* Reads ETC/netizen.conf and ETC/conf.d, either of which may be missing, and variables of the
 * form NETIZEN__SECTION__KEY (upper case, - as _). ERR_INPUT names file, line and column, or the
 * variable; one that no setting has is wrong too. */
NODISCARD int netizen_conf_load(struct netizen_conf *out, struct str etc, struct err *err);
void netizen_conf_done(struct netizen_conf *c);

/* All of it as an INI file; with `origin` a comment before each setting says where from. */
void netizen_conf_show(const struct netizen_conf *c, bool origin, struct buf *out);

/* The sections of the manual page (scdoc). */
void netizen_conf_manual(struct buf *out);
