/* Machines, customers, prefixes, tenancies and holdings in JSON: the one shape that the control
 * socket, --json and the web interface show. */
#pragma once

#include "base/jout.h"
#include "model/inventory.h"

/* One object each, `key` NULL inside an array. A tenancy's and a holding's beginning and end
 * come with the gap they lie in, in seconds, where they are not exact. */
void json_machine(struct jout *j, const char *key, const struct machine *m);
void json_customer(struct jout *j, const char *key, const struct customer *c);
void json_prefix(struct jout *j, const char *key, const struct prefix *p);
void json_tenancy(struct jout *j, const char *key, const struct tenancy *t);
void json_holding(struct jout *j, const char *key, const struct holding *h);

/* The members of a tenancy's or a holding's object that tell when: from, until, gaps. */
struct json_times {
	struct instant from, until;
	struct span from_gap, until_gap;
};
void json_when(struct jout *j, const struct json_times *t);
