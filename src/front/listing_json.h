/* A listing in JSON: the one shape that all answers about listings show. */
#pragma once

#include "base/jout.h"
#include "model/listing.h"

/* The members of its object, which is open. `mail`: the address sends mail. */
void json_listing(struct jout *j, const struct listing *l, bool mail);
