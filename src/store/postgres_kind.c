/* PostgreSQL's error codes, by class and by name. */
#include "store/postgres_kind.h"

#include "base/str.h"

struct row {
	struct str code; /* or the class: its first two letters */
	enum err_kind kind;
};

/* The first that fits counts. */
static const struct row row[] = {
	{STR_INIT("08"),     ERR_LATER}, /* connection */
	{ STR_INIT("0A000"), ERR_LATER}, /* a plan older than the tables */
	{ STR_INIT("22"),    ERR_INPUT}, /* data that cannot be stored */
	{ STR_INIT("23"),    ERR_INPUT}, /* constraints */
	{ STR_INIT("25006"), ERR_LATER}, /* it takes no writes: a standby */
	{ STR_INIT("25"),    ERR_LATER}, /* the transaction is over already */
	{ STR_INIT("26"),    ERR_LATER}, /* our statements are gone */
	{ STR_INIT("28"),    ERR_INPUT}, /* it does not let us in */
	{ STR_INIT("3D000"), ERR_INPUT}, /* no such database */
	{ STR_INIT("40"),    ERR_LATER}, /* deadlock, serialization */
	{ STR_INIT("42501"), ERR_INPUT}, /* rights are missing */
	{ STR_INIT("53"),    ERR_LATER}, /* disk, memory or connections used up */
	{ STR_INIT("55"),    ERR_LATER}, /* a lock was not to be had in time */
	{ STR_INIT("57"),    ERR_LATER}, /* cancelled, too slow, shutting down */
};

enum err_kind postgres_kind(const char *state)
{
	struct str code = str_of(state ? state : "");

	for (size_t i = 0; i < LEN(row); i++)
		if (str_starts(code, row[i].code))
			return row[i].kind;
	return ERR_SYS;
}

bool postgres_is_stale(const char *state)
{
	struct str code = str_of(state ? state : "");

	return str_starts(code, STR("0A000")) || str_starts(code, STR("26")) ||
	       str_starts(code, STR("25006"));
}
