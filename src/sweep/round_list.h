/* What a round has found out about one list: its health, its listings, its numbers. */
#pragma once

#include "base/endpoint.h"
#include "base/range.h"
#include "model/answer.h"
#include "model/list.h"

#define ROUND_SERVERS_MAX 4           /* name servers used per list, each of them checked twice */
#define ROUND_HITS_MAX (1u << 20)     /* listings kept per list; more are a broken list */
#define ROUND_REASONS_MAX (64u << 20) /* octets of reasons kept per list */
#define ROUND_WHY_MAX 256             /* octets of a sentence with its NUL */

/* Unknown for a reason of answer.h, because the list failed its health check, because its
 * operator's budget was spent, or because the breaker holds it back. */
enum { ROUND_WHY_BROKEN = WHY_COUNT, ROUND_WHY_BUDGET, ROUND_WHY_HELD, ROUND_WHY_COUNT };

const char *round_why_name(unsigned why);

enum round_health {
	ROUND_OK,
	ROUND_PARTIAL, /* some of its servers failed a check; what they said is void. Of a copy:
			* it holds no data of some of what was asked */
	ROUND_BROKEN,
	ROUND_REFUSED,
	ROUND_SILENT,
	ROUND_LOST,  /* no name servers found */
	ROUND_SPENT, /* the operator's budget did not last */
	ROUND_HELD,  /* it names too many at once that it did not name before: a person must look */
};

const char *round_health_name(enum round_health h);

/* A listing. `ip` was asked; `about` is all it speaks of: the same, the network that a list
 * of networks means, the /64 of IPv6. Of a list of names both are empty and `name` is set. */
struct round_hit {
	struct ip ip;
	struct range about;
	struct str name;
	uint64_t step; /* the round's own */
	uint32_t ttl;
	uint32_t serial; /* of the zone at that server, when it was last checked; 0: not known */
	uint8_t severity;
	uint8_t server, confirmed_by, reason_by; /* places in round_list.server; of a copy none */
	bool confirmed; /* a second server, or a second question, said the same */
	bool policy;
	bool known;  /* it was listed before, as round_calls.known says */
	bool held;   /* not to be believed until a person has looked: see ROUND_HELD */
	bool looked; /* the round's own */
	enum list_kind kind;
	struct answer_code *code;
	size_t codes;
	struct str reason; /* TXT; p NULL if there is none, or no room for it */
	struct str at;     /* the server that said so; p NULL for a copy */
};

/* A name server that was used. */
struct round_server {
	struct endpoint at;
	bool good;                            /* passed every check: what it said counts */
	uint32_t serial_before, serial_after; /* of the two checks; 0: not seen */
};

struct round_list {
	const struct list *list;
	enum round_health health;
	char why[ROUND_WHY_MAX];              /* empty when all is well */
	bool local;                           /* a local copy was asked */
	uint32_t serial_before, serial_after; /* of its first good server, or of the copy */
	bool spared;     /* serials spared its steps: the audit was asked alone, see round_spare */
	uint32_t keep_s; /* the shortest negative TTL of a clean answer; 0: none was told */
	uint64_t asked, clean, listed; /* of the addresses and networks */
	uint64_t unknown[ROUND_WHY_COUNT];
	uint64_t lost; /* of the unknown: unanswered after all tries */
	/* not asked and not in `asked`: a zone that nobody described lists no such addresses, as
	 * its test points tell */
	uint64_t left_out4, left_out6;
	struct round_hit *hit; /* listed ones and held ones */
	size_t hits;
	struct round_server *server;
	size_t servers;
};
