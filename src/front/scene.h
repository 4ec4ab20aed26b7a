/* All of the inventory as it is believed now, in memory, for answers about many addresses. */
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

/* Lives in page->turn until scene_done(), which is fit for AUTO over an empty one. */
NODISCARD int scene_load(struct page *page, struct scene *out, struct err *err);
void scene_done(struct scene *s);

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
