/* The suite on PostgreSQL. */
#include "contract.h"
#include "place_postgres.h"

int main(void)
{
	return contract_run(&place_postgres);
}
