/* The suite on SQLite. */
#include "contract.h"

int main(void)
{
	return contract_run(&place_sqlite);
}
