/* Running a statement that has no name. */
#include "store/query_text.h"

#include "base/die.h"

void db_ask_text(struct db_query *q, struct db *db, const char *text)
{
	*q = (struct db_query){ .db = db };
	if (db->failed)
		err_set(&q->err, ERR_LATER,
			"an earlier statement of this transaction failed: nothing of it is kept");
	else if (db->driver->prepare(db, text, &q->stmt, &q->err) < 0)
		db->failed = db->open;
	else
		q->dropped = true;
}

void db_put(struct db_query *q, const struct db_value *v)
{
	die_if(q->values >= DB_VALUES_MAX);
	q->value[q->values++] = *v;
}

struct db_value db_get(struct db_query *q)
{
	struct db_value v = { 0 };

	die_if(!q->started);
	q->db->driver->column(q->db, q->stmt, q->column++, &v);
	return v;
}
