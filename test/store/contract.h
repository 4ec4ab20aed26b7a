/* The suite that every engine of the store has to pass. */
#pragma once

#include "place.h"

/* A database with our schema, in the place that is being tried. */
struct db *contract_made(void);

int contract_run(const struct place *place);
