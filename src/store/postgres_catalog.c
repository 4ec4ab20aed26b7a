/* Statements about tables, for PostgreSQL. */
#include "store/postgres_catalog.h"

#include "store/query_text.h"

#include <stdio.h>

#define TEXT_MAX 512

const char postgres_columns[] =
	"SELECT c.relname, a.attname, coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)"
	" FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
	" LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary"
	" WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'"
	" AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum";

const char postgres_links[] =
	"SELECT c.relname, f.relname FROM pg_constraint k"
	" JOIN pg_class c ON c.oid = k.conrelid JOIN pg_class f ON f.oid = k.confrelid"
	" WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace";

static int ask(struct db *db, const char *text, int64_t *out, struct err *err)
{
	struct db_query q AUTO(db_done);

	db_ask_text(&q, db, text);
	while (db_row(&q))
		*out = db_get_int(&q);
	return db_end(&q, err);
}

int postgres_filled(struct db *db, struct str table, struct str id, struct err *err)
{
	char text[TEXT_MAX];
	int64_t n = 0;

	snprintf(text, sizeof(text), "SELECT count(pg_get_serial_sequence('%.*s', '%.*s'))",
		 STR_ARG(table), STR_ARG(id));
	if (ask(db, text, &n, err) < 0)
		return -1;
	if (n == 0)
		return 0;
	snprintf(text, sizeof(text),
		 "SELECT setval(pg_get_serial_sequence('%.*s', '%.*s'), max(\"%.*s\"))"
		 " FROM \"%.*s\" HAVING max(\"%.*s\") > 0",
		 STR_ARG(table), STR_ARG(id), STR_ARG(id), STR_ARG(table), STR_ARG(id));
	return ask(db, text, &n, err);
}
