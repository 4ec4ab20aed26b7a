/* Failing on purpose: every call of the driver that can fail is counted. */
#include "fault.h"

#include "store/db.h"

static struct fault *own(struct db *db)
{
	return db->own;
}

static struct db *inner(struct db *db)
{
	return own(db)->inner;
}

static int gone(struct err *err)
{
	return err_set(err, ERR_LATER, "the connection is gone");
}

/* -1 if this call is to fail. */
static int count(struct db *db, struct err *err)
{
	struct fault *f = own(db);

	if (f->lost)
		return gone(err);
	f->calls++;
	if (f->fails ? !f->fails(f) : f->calls != f->at)
		return 0;
	switch (f->kind) {
	case FAULT_BUSY:
		return err_set(err, ERR_LATER, "busy");
	case FAULT_DISK:
		return err_set(err, ERR_SYS, "the disk failed");
	case FAULT_LOST:
	case FAULT_ANSWER:
	case FAULT_KINDS:
		break;
	}
	f->lost = true;
	return gone(err);
}

static int begin(struct db *db, struct err *err)
{
	return count(db, err) < 0 ? -1 : inner(db)->driver->begin(inner(db), err);
}

static void tell_commit(struct fault *f, bool done)
{
	if (f->commits)
		f->commits(f, done);
}

static int commit(struct db *db, struct err *err)
{
	tell_commit(own(db), false);
	if (count(db, err) == 0) {
		if (inner(db)->driver->commit(inner(db), err) < 0)
			return -1;
		tell_commit(own(db), true);
		return 0;
	}
	if (own(db)->lost) {
		if (own(db)->kind == FAULT_ANSWER)
			return inner(db)->driver->commit(inner(db), err) < 0
				       ? -1
				       : err_set(err, ERR_UNSURE, "the answer was lost");
		return err_set(err, ERR_UNSURE, "the connection was lost at the commit");
	}
	return -1;
}

static void rollback(struct db *db)
{
	inner(db)->driver->rollback(inner(db));
}

static int exec(struct db *db, const char *text, struct err *err)
{
	return count(db, err) < 0 ? -1 : inner(db)->driver->exec(inner(db), text, err);
}

static int prepare(struct db *db, const char *text, void **stmt, struct err *err)
{
	if (count(db, err) < 0 || inner(db)->driver->prepare(inner(db), text, stmt, err) < 0)
		return -1;
	/* who closes the inner connection finalizes what it knows */
	for (size_t i = 0; i < SQL_COUNT; i++) {
		if (!inner(db)->stmt[i]) {
			inner(db)->stmt[i] = *stmt;
			break;
		}
	}
	return 0;
}

static int start(struct db *db, void *stmt, const struct db_value *v, size_t n, struct err *err)
{
	return count(db, err) < 0 ? -1 : inner(db)->driver->start(inner(db), stmt, v, n, err);
}

static int queue(struct db *db, void *stmt, const struct db_value *v, size_t n, struct err *err)
{
	return count(db, err) < 0 ? -1 : inner(db)->driver->queue(inner(db), stmt, v, n, err);
}

static int settle(struct db *db, struct err *err)
{
	return count(db, err) < 0 ? -1 : inner(db)->driver->settle(inner(db), err);
}

static int row(struct db *db, void *stmt, bool *more, struct err *err)
{
	return count(db, err) < 0 ? -1 : inner(db)->driver->row(inner(db), stmt, more, err);
}

static void column(struct db *db, void *stmt, unsigned at, struct db_value *out)
{
	inner(db)->driver->column(inner(db), stmt, at, out);
}

static void stop(struct db *db, void *stmt)
{
	inner(db)->driver->stop(inner(db), stmt);
}

static void drop(struct db *db, void *stmt)
{
	for (size_t i = 0; i < SQL_COUNT; i++)
		if (inner(db)->stmt[i] == stmt)
			inner(db)->stmt[i] = NULL;
	inner(db)->driver->drop(inner(db), stmt);
}

static int filled(struct db *db, struct str table, struct str id, struct err *err)
{
	if (!inner(db)->driver->filled)
		return 0;
	return count(db, err) < 0 ? -1 : inner(db)->driver->filled(inner(db), table, id, err);
}

static int blank(struct db *db, bool *out, struct err *err)
{
	return count(db, err) < 0 ? -1 : inner(db)->driver->blank(inner(db), out, err);
}

static int hold(struct db *db, struct err *err)
{
	if (!inner(db)->driver->hold)
		return 0;
	return count(db, err) < 0 ? -1 : inner(db)->driver->hold(inner(db), err);
}

static void let_go(struct db *db)
{
	if (inner(db)->driver->let_go)
		inner(db)->driver->let_go(inner(db));
}

static int rest(struct db *db, struct err *err)
{
	return count(db, err) < 0 ? -1 : inner(db)->driver->rest(inner(db), err);
}

static int check(struct db *db, struct buf *why, struct err *err)
{
	return count(db, err) < 0 ? -1 : inner(db)->driver->check(inner(db), why, err);
}

static void close_inner(struct db *db)
{
	db_close(inner(db));
}

struct db *fault_wrap(struct fault *fault, struct db *wrapped)
{
	static struct driver fault_driver = {
		.name = "fault",
		.begin = begin,
		.commit = commit,
		.rollback = rollback,
		.exec = exec,
		.prepare = prepare,
		.start = start,
		.row = row,
		.column = column,
		.stop = stop,
		.drop = drop,
		.filled = filled,
		.blank = blank,
		.hold = hold,
		.let_go = let_go,
		.rest = rest,
		.check = check,
		.close = close_inner,
	};

	for (size_t i = 0; i < WORD_COUNT; i++)
		fault_driver.word[i] = wrapped->driver->word[i];
	fault_driver.queue = wrapped->driver->queue ? queue : NULL;
	fault_driver.settle = wrapped->driver->settle ? settle : NULL;
	fault_driver.columns = wrapped->driver->columns;
	fault_driver.links = wrapped->driver->links;
	fault->inner = wrapped;
	return db_new(&fault_driver, fault, wrapped->read_only);
}
