/* Rows from a CSV file of somebody else's columns, by a mapping. */
#pragma once

#include "conf/import_value.h"
#include "conf/mapping.h"

/* What import_csv() does by source->mapping. Columns are found by name without regard to case;
 * others are passed over. */
NODISCARD int import_mapped(struct import *in, const struct import_source *source);
