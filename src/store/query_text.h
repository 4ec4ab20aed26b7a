/* Statements that are made at run time, of a catalog's names, and values of whatever kind: for
 * what handles all tables alike. */
#pragma once

#include "store/query.h"

/* As db_ask(); the statement is gone after db_done(). */
void db_ask_text(struct db_query *q, struct db *db, const char *text);

void db_put(struct db_query *q, const struct db_value *v);
struct db_value db_get(struct db_query *q);
