/* Loading the inventory whole, and finding holders in it. */
#include "front/scene.h"

#include "base/die.h"
#include "front/who_json.h"
#include "store/import_store.h"
#include "store/inventory_store.h"

#include <stdlib.h>

enum { SEVERAL_MAX = 64 };

static int by_id(const void *a, const void *b)
{
	const struct customer *x = *(const struct customer *const *)a;
	const struct customer *y = *(const struct customer *const *)b;

	return str_cmp(x->customer, y->customer);
}

static int by_place(const void *a, const void *b)
{
	const struct tenancy *x = *(const struct tenancy *const *)a;
	const struct tenancy *y = *(const struct tenancy *const *)b;

	return ip_cmp(x->range.lo, y->range.lo);
}

struct scene_shelf {
	struct arena arena;
	struct scene scene;
	int64_t import; /* the newest one that is in it */
	bool holds;
};

struct scene_shelf *scene_shelf_new(void)
{
	return mem_new(1, sizeof(struct scene_shelf));
}

bool scene_shelf_holds(const struct scene_shelf *s)
{
	return s->holds;
}

void scene_shelf_clear(struct scene_shelf *s)
{
	holder_index_free(s->scene.index);
	arena_done(&s->arena);
	*s = (struct scene_shelf){ 0 };
}

void scene_shelf_free(struct scene_shelf *s)
{
	if (!s)
		return;
	scene_shelf_clear(s);
	free(s);
}

static void sort(struct arena *arena, struct scene *s)
{
	const struct inventory *inv = &s->inv;

	s->customer = arena_new(arena, inv->customers + 1, sizeof(struct customer *));
	for (size_t i = 0; i < inv->customers; i++)
		s->customer[i] = &inv->customer[i];
	qsort(s->customer, inv->customers, sizeof(struct customer *), by_id);
	s->tenancy = arena_new(arena, inv->tenancies + 1, sizeof(struct tenancy *));
	for (size_t i = 0; i < inv->tenancies; i++)
		s->tenancy[i] = &inv->tenancy[i];
	qsort(s->tenancy, inv->tenancies, sizeof(struct tenancy *), by_place);
}

static int load(struct page *page, struct scene_shelf *s, struct err *err)
{
	struct inventory *inv = &s->scene.inv;

	if (inventory_store_load(page->db, INVENTORY_NOW, &s->arena, inv, err) < 0 ||
	    estate_build(&s->arena, inv, page->now, &s->scene.estate, err) < 0)
		return -1;
	s->scene.index = holder_index_new(inv);
	sort(&s->arena, &s->scene);
	s->scene.usual = page->usual;
	s->holds = true;
	return 0;
}

int scene_get(struct page *page, const struct scene **out, struct err *err)
{
	struct scene_shelf *s = page->shelf;
	struct import_note newest = { 0 };
	size_t n = 1;

	/* asked for before the rest, so that what comes between is at worst loaded twice */
	if (import_store_list(page->db, page->turn, &newest, &n, err) < 0)
		return -1;
	if (!s->holds || s->import != newest.id) {
		scene_shelf_clear(s);
		if (load(page, s, err) < 0) {
			scene_shelf_clear(s);
			return -1;
		}
		s->import = newest.id;
	}
	*out = &s->scene;
	return 0;
}

const struct customer *scene_customer(const struct scene *s, struct str id)
{
	const struct customer key = { .customer = id };
	const struct customer *want = &key;
	const struct customer **found;

	if (id.n == 0 || !s->customer)
		return NULL;
	found = bsearch(&want, s->customer, s->inv.customers, sizeof(struct customer *), by_id);
	return found ? *found : NULL;
}

bool scene_mail(const struct scene *s, struct range about)
{
	const struct range *run = s->estate.run[ESTATE_MAIL];
	size_t lo = 0;
	size_t hi = s->estate.runs[ESTATE_MAIL];

	if (about.lo.len == 0)
		return false;
	while (lo < hi) { /* the first run that ends at about.lo or later */
		size_t mid = lo + (hi - lo) / 2;

		if (ip_cmp(run[mid].hi, about.lo) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo < s->estate.runs[ESTATE_MAIL] && range_overlaps(run[lo], about);
}

static void name_it(const struct scene *s, const struct tenancy *t, struct scene_holder *out)
{
	const struct customer *c = scene_customer(s, t->customer);

	out->customer = t->customer;
	out->machine = t->machine;
	out->name = c ? c->name : STR("");
	out->customers = t->customer.n > 0;
}

static struct scene_holder whose_address(const struct scene *s, struct ip ip, struct instant at)
{
	const struct holder_ask ask = {
		ip, HOLDER_PORT_ANY, at, WHEN_NEVER, SPAN_US(-1), s->usual
	};
	struct scene_holder out = { 0 };
	struct holder_answer answer;

	holder_index_find(s->index, &ask, &answer);
	out.state = who_state_name(&answer);
	out.sure = holder_sureness(&answer);
	if (answer.n > 0 && answer.share[0].tenancy)
		name_it(s, answer.share[0].tenancy, &out);
	return out;
}

struct several {
	struct scene_holder out;
	struct str seen[SEVERAL_MAX];
};

static void add_holder(const struct scene *s, struct several *all, struct ip ip, struct instant at)
{
	const struct scene_holder h = whose_address(s, ip, at);
	size_t n = all->out.customers;

	if (h.customer.n == 0 || n == SEVERAL_MAX)
		return;
	for (size_t i = 0; i < n; i++)
		if (str_eq(all->seen[i], h.customer))
			return;
	all->seen[n] = h.customer;
	all->out = h;
	all->out.customers = n + 1;
}

static struct ip next_of(struct ip ip)
{
	struct ip_key key = ip_key(ip);

	key.lo++;
	key.hi += key.lo == 0;
	return ip_of_key(key);
}

static size_t first_behind(const struct scene *s, struct ip ip)
{
	size_t lo = 0;
	size_t hi = s->inv.tenancies;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (ip_cmp(s->tenancy[mid]->range.lo, ip) <= 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Of many addresses: whoever had any of them. The holder changes only where a tenancy begins or
 * has just ended, and at the beginning of what lies around. */
static struct scene_holder whose_range(const struct scene *s, struct range about, struct instant at)
{
	struct several all = { .out = whose_address(s, about.lo, at) };

	all.out.customers = 0;
	add_holder(s, &all, about.lo, at);
	for (size_t i = first_behind(s, about.lo);
	     i < s->inv.tenancies && ip_cmp(s->tenancy[i]->range.lo, about.hi) <= 0 &&
	     all.out.customers < SEVERAL_MAX;
	     i++) {
		add_holder(s, &all, s->tenancy[i]->range.lo, at);
		if (ip_cmp(s->tenancy[i]->range.hi, about.hi) < 0)
			add_holder(s, &all, next_of(s->tenancy[i]->range.hi), at);
	}
	add_holder(s, &all, about.hi, at);
	if (all.out.customers > 1)
		all.out.customer = all.out.name = all.out.machine = STR("");
	return all.out;
}

struct scene_holder scene_whose(const struct scene *s, struct range about, struct instant at)
{
	if (about.lo.len == 0)
		return (struct scene_holder){ .state = "not ours", .sure = "certain" };
	if (ip_eq(about.lo, about.hi))
		return whose_address(s, about.lo, at);
	return whose_range(s, about, at);
}
