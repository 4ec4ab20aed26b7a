/* All of the inventory as it is believed now, in memory, for answers about many addresses.
 *
 * It is kept between answers until an import or an event changes the inventory: who follows
 * listings asks every second.
 */
#pragma once

#include "front/page.h"
#include "model/estate.h"
#include "model/holder_index.h"

struct scene {
	struct inventory inv;
	struct estate estate;
	struct holder_index *index;
	const struct customer **customer; /* by id */
	const struct tenancy **tenancy;   /* by where they begin */
	const struct holder_skews *usual;
};

struct scene_shelf; /* where it is kept */

struct scene_shelf *scene_shelf_new(void);
void scene_shelf_free(struct scene_shelf *s);

/* Whether there is one, and to give its memory back. */
bool scene_shelf_holds(const struct scene_shelf *s);
void scene_shelf_clear(struct scene_shelf *s);

/* The scene of page->shelf, loaded if it is none or not of today's inventory. Lives until the
 * next scene_get() or scene_shelf_clear(). */
NODISCARD int scene_get(struct page *page, const struct scene **out, struct err *err);

/* Whether any of these addresses sends mail. */
bool scene_mail(const struct scene *s, struct range about);

/* Whose a range was at a time: one customer's, several customers', nobody's. */
struct scene_holder {
	const char *state; /* "held", "common", "free", "not ours" */
	const char *sure;
	struct str customer, name, machine;
	size_t customers; /* how many had a part of the range */
};
struct scene_holder scene_whose(const struct scene *s, struct range about, struct instant at);

/* The customer of that id; NULL: none. */
const struct customer *scene_customer(const struct scene *s, struct str id);
