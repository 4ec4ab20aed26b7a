/* The suite that every engine of the store has to pass. */
#pragma once

#include "place.h"

int contract_run(const struct place *place);
