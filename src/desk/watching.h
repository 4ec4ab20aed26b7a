/* What the desk has the watch do: for each operator of lists one job after the other.
 *
 * In memory only: which lists are asked, how far their walks have come, which jobs are under way.
 * What must not be forgotten is in the store; what is here is read from there again after every
 * change.
 */
#pragma once

#include "base/source.h"
#include "model/agenda.h"
#include "model/listing.h"

#define WATCHING_JOB_LOST SPAN_S(2 * 3600) /* a job unanswered so long is done without */

struct channel;
struct db;
struct list_set;
struct loop;
struct watching;

struct watching_start {
	struct loop *loop;
	struct db *db;
	const struct list_set *lists; /* outlives it */
	struct channel *watch;        /* where jobs go */
	struct agenda_rules agenda;
	struct listing_rules listing;
	struct source from; /* where the watch asks from */
	/* The store is broken: leave and be restarted. Called at most once. */
	void (*broken)(void *ctx, const struct err *err);
	void *ctx;
};

struct watching *watching_new(const struct watching_start *start);
void watching_free(struct watching *w);

/* The watch was started (again): what it was doing is lost, with its grants; what was due is
 * still due. No job is sent before the first call. */
void watching_again(struct watching *w);

/* The inventory has changed. */
void watching_estate_moved(struct watching *w);

/* A person has resumed the list. */
void watching_list_moved(struct watching *w, struct str zone);

/* For handlers: what is known of a list, and of a job under way. False: nothing. */
bool watching_list(const struct watching *w, struct str zone, struct agenda_list *out);

struct watching_grant {
	struct str operator;
	uint32_t n;
	struct instant when;
	struct source from;
};
bool watching_grant(const struct watching *w, uint64_t job, struct watching_grant *out);

/* What an operator allows, as our catalogue says. False: it does not know him. */
bool watching_limit(const struct watching *w, struct str operator, struct list_budget * out);

const struct source *watching_source(const struct watching *w);

/* A job has been heard, and that is stored. */
struct watching_heard {
	uint64_t job;
	struct str zone; /* empty: of reverse names */
};
void watching_heard(struct watching *w, const struct watching_heard *heard);

const struct listing_rules *watching_listing_rules(const struct watching *w);
const struct agenda_rules *watching_agenda_rules(const struct watching *w);
