/* The inventory as it is believed now, told whole. */
#include "front/on_inventory.h"

#include "msg/ask_inventory.h"
#include "msg/inventory_json.h"
#include "store/inventory_store.h"

#define JSON_MAX (1u << 30)

static int tell_counts(struct page *page, struct jout *j, struct err *err)
{
	size_t count[INV_KINDS];

	if (inventory_store_count(page->db, count, err) < 0)
		return -1;
	jout_open(j, "counts", '{');
	for (unsigned k = 0; k < INV_KINDS; k++)
		jout_int(j, inv_kind_names((enum inv_kind)k), (int64_t)count[k]);
	jout_close(j, '}');
	return 0;
}

/* The rows of one page; returns how many, and the last one's id. */
static size_t tell_rows(struct jout *j, enum inv_kind kind, const struct inventory *inv,
			int64_t *last)
{
	switch (kind) {
	case INV_MACHINE:
		for (size_t i = 0; i < inv->machines; i++)
			json_machine(j, NULL, &inv->machine[i]);
		*last = inv->machines ? inv->machine[inv->machines - 1].id : 0;
		return inv->machines;
	case INV_CUSTOMER:
		for (size_t i = 0; i < inv->customers; i++)
			json_customer(j, NULL, &inv->customer[i]);
		*last = inv->customers ? inv->customer[inv->customers - 1].id : 0;
		return inv->customers;
	case INV_PREFIX:
		for (size_t i = 0; i < inv->prefixes; i++)
			json_prefix(j, NULL, &inv->prefix[i]);
		*last = inv->prefixes ? inv->prefix[inv->prefixes - 1].id : 0;
		return inv->prefixes;
	case INV_TENANCY:
		for (size_t i = 0; i < inv->tenancies; i++)
			json_tenancy(j, NULL, &inv->tenancy[i]);
		*last = inv->tenancies ? inv->tenancy[inv->tenancies - 1].id : 0;
		return inv->tenancies;
	case INV_HOLDING:
		for (size_t i = 0; i < inv->holdings; i++)
			json_holding(j, NULL, &inv->holding[i]);
		*last = inv->holdings ? inv->holding[inv->holdings - 1].id : 0;
		return inv->holdings;
	case INV_KINDS:
		break;
	}
	return 0;
}

static int tell_all(struct page *page, struct jout *j, enum inv_kind kind, struct err *err)
{
	struct inventory_page at = { kind, INVENTORY_NOW, 0, INVENTORY_PAGE_MAX };
	struct arena rows = { 0 };
	struct inventory inv;
	size_t n;
	int r;

	jout_open(j, inv_kind_names(kind), '[');
	do {
		arena_clear(&rows);
		r = inventory_store_page(page->db, &at, &rows, &inv, err);
		n = r < 0 ? 0 : tell_rows(j, kind, &inv, &at.after);
	} while (n == at.rows);
	arena_done(&rows);
	jout_close(j, ']');
	return r;
}

int on_inventory(struct page *page, const struct frame *in, struct err *err)
{
	struct buf AUTO(buf_done) json;
	struct ask_inventory ask;
	struct jout j;
	int r;

	buf_init(&json, JSON_MAX);
	if (msg_get_inventory(in, &ask, err) < 0)
		return -1;
	j = jout_to(&json);
	jout_open(&j, NULL, '{');
	jout_str(&j, "type", STR("inventory"));
	r = ask.kind == INV_KINDS ? tell_counts(page, &j, err) : tell_all(page, &j, ask.kind, err);
	jout_close(&j, '}');
	if (r == 0 && json.full)
		return err_set(err, ERR_INPUT, "more %s than fit in %u octets",
			       inv_kind_names(ask.kind), JSON_MAX);
	page->json = arena_str(page->turn, buf_str(&json));
	return r;
}
