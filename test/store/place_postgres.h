/* Databases on a PostgreSQL that the environment names: a schema that is made anew. */
#pragma once

#include "place.h"
#include "store/postgres.h"

extern const struct place place_postgres;

/* The words for a connection to it, with others behind them. */
const char *place_postgres_words(const char *others);

/* Something done to the server: start, stop, crash, kill, or sql with a text. */
void place_postgres_do(const char *verb, const char *text);
