/* Rows of an import, put and got field by field. */
#include "msg/import_msg.h"

#include "base/wire.h"

#define FORMAT 2
#define FILE_NAME_MAX 4096

static void put_machine(struct buf *out, const struct machine *m)
{
	wire_put_str(out, m->name);
	wire_put_str(out, m->hostname);
	wire_put_str(out, m->site);
	wire_put_str(out, m->note);
}

static void get_machine(struct wire_in *in, struct machine *m)
{
	m->name = wire_get_str(in, INV_NAME_MAX);
	m->hostname = wire_get_str(in, INV_NAME_MAX);
	m->site = wire_get_str(in, INV_NAME_MAX);
	m->note = wire_get_str(in, INV_NOTE_MAX);
}

static void put_customer(struct buf *out, const struct customer *c)
{
	wire_put_str(out, c->customer);
	wire_put_str(out, c->name);
	wire_put_str(out, c->parent);
	wire_put_str(out, c->contacts);
	wire_put_str(out, c->language);
	wire_put_str(out, c->note);
}

static void get_customer(struct wire_in *in, struct customer *c)
{
	c->customer = wire_get_str(in, INV_NAME_MAX);
	c->name = wire_get_str(in, INV_NAME_MAX);
	c->parent = wire_get_str(in, INV_NAME_MAX);
	c->contacts = wire_get_str(in, INV_CONTACTS_MAX);
	c->language = wire_get_str(in, INV_NAME_MAX);
	c->note = wire_get_str(in, INV_NOTE_MAX);
}

static enum use get_use(struct wire_in *in)
{
	uint8_t use = wire_get_u8(in);

	if (use >= USE_COUNT) {
		in->bad = true;
		return USE_UNSTATED;
	}
	return (enum use)use;
}

static bool get_bool(struct wire_in *in)
{
	uint8_t b = wire_get_u8(in);

	if (b > 1)
		in->bad = true;
	return b == 1;
}

static void put_prefix(struct buf *out, const struct prefix *p)
{
	wire_put_range(out, p->range);
	wire_put_u8(out, (uint8_t)p->use);
	wire_put_u8(out, p->floating);
	wire_put_u8(out, p->mail);
	wire_put_str(out, p->machine);
	wire_put_str(out, p->note);
}

static void get_prefix(struct wire_in *in, struct prefix *p)
{
	p->range = wire_get_range(in);
	p->use = get_use(in);
	p->floating = get_bool(in);
	p->mail = get_bool(in);
	p->machine = wire_get_str(in, INV_NAME_MAX);
	p->note = wire_get_str(in, INV_NOTE_MAX);
}

static void put_tenancy(struct buf *out, const struct tenancy *t)
{
	wire_put_range(out, t->range);
	wire_put_u16(out, t->ports.lo);
	wire_put_u16(out, t->ports.hi);
	wire_put_u8(out, (uint8_t)t->use);
	wire_put_u8(out, t->floating);
	wire_put_str(out, t->customer);
	wire_put_str(out, t->machine);
	wire_put_when(out, t->from);
	wire_put_when(out, t->until);
}

static void get_tenancy(struct wire_in *in, struct tenancy *t)
{
	t->range = wire_get_range(in);
	t->ports.lo = wire_get_u16(in);
	t->ports.hi = wire_get_u16(in);
	t->use = get_use(in);
	t->floating = get_bool(in);
	t->customer = wire_get_str(in, INV_NAME_MAX);
	t->machine = wire_get_str(in, INV_NAME_MAX);
	t->from = wire_get_when(in);
	t->until = wire_get_when(in);
	t->known_until = WHEN_NEVER;
	if (t->ports.lo > t->ports.hi)
		in->bad = true;
}

static void put_holding(struct buf *out, const struct holding *h)
{
	wire_put_u8(out, (uint8_t)h->kind);
	wire_put_str(out, h->name);
	wire_put_str(out, h->customer);
	wire_put_str(out, h->machine);
	wire_put_when(out, h->from);
	wire_put_when(out, h->until);
}

static void get_holding(struct wire_in *in, struct holding *h)
{
	uint8_t kind = wire_get_u8(in);

	if (kind >= HOLDING_KINDS)
		in->bad = true;
	else
		h->kind = (enum holding_kind)kind;
	h->name = wire_get_str(in, INV_PATH_MAX);
	h->customer = wire_get_str(in, INV_NAME_MAX);
	h->machine = wire_get_str(in, INV_NAME_MAX);
	h->from = wire_get_when(in);
	h->until = wire_get_when(in);
	h->known_until = WHEN_NEVER;
}

static void put_row(struct buf *out, const struct import_row *row)
{
	wire_put_u8(out, (uint8_t)row->kind);
	wire_put_u32(out, row->file);
	wire_put_u32(out, row->line);
	wire_put_u32(out, row->stated);
	for (unsigned f = 0; f < FIELD_COUNT; f++)
		if (row->stated >> f & 1)
			wire_put_u16(out, row->col[f]);
	switch (row->kind) {
	case INV_MACHINE:
		put_machine(out, &row->machine);
		break;
	case INV_CUSTOMER:
		put_customer(out, &row->customer);
		break;
	case INV_PREFIX:
		put_prefix(out, &row->prefix);
		break;
	case INV_TENANCY:
		put_tenancy(out, &row->tenancy);
		break;
	case INV_HOLDING:
		put_holding(out, &row->holding);
		break;
	case INV_KINDS:
		break;
	}
}

/* The kind was checked. */
static void get_values(struct wire_in *in, struct import_row *row)
{
	switch (row->kind) {
	case INV_MACHINE:
		get_machine(in, &row->machine);
		break;
	case INV_CUSTOMER:
		get_customer(in, &row->customer);
		break;
	case INV_PREFIX:
		get_prefix(in, &row->prefix);
		break;
	case INV_TENANCY:
		get_tenancy(in, &row->tenancy);
		break;
	case INV_HOLDING:
		get_holding(in, &row->holding);
		break;
	case INV_KINDS:
		in->bad = true;
		break;
	}
}

static void get_row(struct wire_in *in, struct import *out)
{
	uint8_t kind = wire_get_u8(in);
	uint32_t file = wire_get_u32(in);
	uint32_t line = wire_get_u32(in);
	uint32_t stated = wire_get_u32(in);
	struct import_row *row;

	if (in->bad || kind >= INV_KINDS || file >= out->files || stated >> FIELD_COUNT) {
		in->bad = true;
		return;
	}
	row = import_row(out, (enum inv_kind)kind, file, line);
	if (!row) {
		in->bad = true;
		return;
	}
	row->stated = stated;
	for (unsigned f = 0; f < FIELD_COUNT; f++)
		if (stated >> f & 1)
			row->col[f] = wire_get_u16(in);
	get_values(in, row);
}

void import_msg_put(struct buf *out, const struct import *in)
{
	wire_put_u8(out, FORMAT);
	wire_put_u32(out, (uint32_t)in->files);
	for (size_t i = 0; i < in->files; i++)
		wire_put_str(out, str_sub(in->file[i], 0, FILE_NAME_MAX));
	wire_put_u32(out, in->kinds);
	wire_put_u32(out, (uint32_t)in->rows);
	for (size_t i = 0; i < in->rows && !out->full; i++)
		put_row(out, &in->row[i]);
}

int import_msg_get(struct str octets, struct import *out, struct err *err)
{
	struct wire_in in = wire_of(octets);
	uint8_t format = wire_get_u8(&in);
	uint32_t files = wire_get_u32(&in);
	uint32_t kinds, rows;

	if (format != FORMAT || files > IMPORT_FILES_MAX)
		return err_set(err, ERR_INPUT, "imported rows of format %u cannot be read", format);
	for (uint32_t i = 0; i < files && !in.bad; i++)
		import_file(out, wire_get_str(&in, FILE_NAME_MAX));
	kinds = wire_get_u32(&in);
	rows = wire_get_u32(&in);
	if (kinds >> INV_KINDS || rows > IMPORT_ROWS_MAX)
		in.bad = true;
	for (uint32_t i = 0; i < rows && !in.bad; i++)
		get_row(&in, out);
	if (!wire_end(&in))
		return err_set(err, ERR_INPUT, "imported rows are damaged");
	out->kinds |= kinds;
	return 0;
}
