/* The table of requests that were done. */
#include "store/request_store.h"

#include "store/query.h"

int request_store_find(struct db *db, uint64_t id, struct arena *arena, struct request_done *out,
		       struct err *err)
{
	struct db_query q AUTO(db_done);

	*out = (struct request_done){ 0 };
	db_ask(&q, db, SQL_REQUEST_FIND);
	db_put_int(&q, (int64_t)id);
	while (db_row(&q)) {
		out->found = true;
		out->answer = db_get_copy(&q, arena);
	}
	return db_end(&q, err);
}

int request_store_add(struct db *db, const struct request_note *note, struct err *err)
{
	struct instant since = { note->at.us - REQUEST_KEPT.us };
	struct db_query forget AUTO(db_done);
	struct db_query q AUTO(db_done);

	db_ask(&forget, db, SQL_REQUEST_FORGET);
	db_put_int(&forget, since.us);
	db_put_int(&forget, REQUEST_KEPT_LEAST - 1);
	db_ask(&q, db, SQL_REQUEST_ADD);
	db_put_int(&q, (int64_t)note->id);
	db_put_int(&q, note->at.us);
	db_put_str(&q, note->answer);
	if (db_run(&forget, err) < 0)
		return -1;
	return db_run(&q, err);
}
