/* Every connection behind the driver of faults of test/store. */
#include "sim_store.h"

#include "../store/fault.h"
#include "base/die.h"
#include "base/str.h"
#include "local.h"
#include "store/db.h"
#include "store/sqlite.h"
#include "world.h"

#include <stdlib.h>

struct held {
	struct fault fault; /* first: the hooks get this */
	bool reads;
	unsigned life;
	struct held *next;
};

static struct held *held;
static unsigned now;
static struct {
	unsigned life;
	enum sim_store_point point;
	void (*fn)(void *ctx);
	void *ctx;
} await;

int __real_sqlite_open_writer(struct db **out, struct str path, struct err *err);
int __real_sqlite_open_reader(struct db **out, struct str path, struct err *err);
int __wrap_sqlite_open_writer(struct db **out, struct str path, struct err *err);
int __wrap_sqlite_open_reader(struct db **out, struct str path, struct err *err);

static bool fails(struct fault *f)
{
	const struct held *h = (const struct held *)(const void *)f;

	if (local_dies(h->reads ? "read_kill" : "store_kill", h->life))
		f->kind = FAULT_LOST;
	else if (world_fails(h->reads ? "read_busy" : "store_busy"))
		f->kind = FAULT_BUSY;
	else if (world_fails(h->reads ? "read_disk" : "store_disk"))
		f->kind = FAULT_DISK;
	else
		return false;
	return true;
}

static void commits(struct fault *f, bool done)
{
	const struct held *h = (const struct held *)(const void *)f;
	void (*fn)(void *ctx) = await.fn;

	if (!fn || await.life != h->life || done != (await.point == STORE_AFTER_COMMIT))
		return;
	await.fn = NULL;
	fn(await.ctx);
}

static struct db *hold(struct db *db, bool reads)
{
	struct held *h = mem_new(1, sizeof(*h));

	h->fault.kind = FAULT_LOST;
	h->fault.fails = fails;
	h->fault.commits = commits;
	h->reads = reads;
	h->life = now;
	h->next = held;
	held = h;
	return fault_wrap(&h->fault, db);
}

int __wrap_sqlite_open_writer(struct db **out, struct str path, struct err *err)
{
	if (__real_sqlite_open_writer(out, path, err) < 0)
		return -1;
	*out = hold(*out, false);
	return 0;
}

int __wrap_sqlite_open_reader(struct db **out, struct str path, struct err *err)
{
	if (__real_sqlite_open_reader(out, path, err) < 0)
		return -1;
	*out = hold(*out, true);
	return 0;
}

void sim_store_life(unsigned life)
{
	now = life;
}

void sim_store_kill(unsigned life)
{
	for (struct held *h = held; h; h = h->next) {
		if (h->life != life)
			continue;
		h->fault.kind = FAULT_LOST;
		h->fault.lost = true;
	}
}

void sim_store_await(unsigned life, enum sim_store_point point, void (*fn)(void *ctx), void *ctx)
{
	await.life = life;
	await.point = point;
	await.fn = fn;
	await.ctx = ctx;
}

void sim_store_end(void)
{
	while (held) {
		struct held *next = held->next;

		free(held);
		held = next;
	}
	await.fn = NULL;
}
