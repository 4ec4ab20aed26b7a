/* Machines, customers, prefixes, tenancies and holdings from a JSON file.
 *
 * {"machines":[{...}],"customers":[],"prefixes":[],"tenancies":[],"holdings":[]}, each part at
 * most once; the keys of a row are the columns of CSV. A number is its text, null is empty,
 * true and false are yes and no, a list of strings stands for contacts.
 */
#pragma once

#include "conf/import_value.h"

/* Adds rows to `in`. -1 if anything was wrong: all of it is in in->errors, up to the limit. */
NODISCARD int import_json(struct import *in, const struct import_source *source);
