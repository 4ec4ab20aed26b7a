/* Machines, customers, prefixes, tenancies or holdings from a CSV file.
 *
 * One kind per file, known by its header: the first of these columns that is there decides.
 * "address": tenancies; "holding": holdings; "prefix": prefixes; "customer": customers;
 * "machine": machines. Columns stand in any order; unknown ones are refused. With
 * source->mapping the columns are somebody else's.
 */
#pragma once

#include "conf/import_value.h"

/* Adds rows to `in`. -1 if anything was wrong: all of it is in in->errors, up to the limit. */
NODISCARD int import_csv(struct import *in, const struct import_source *source);
