/* Whether an imported row has all it needs and makes sense by itself. */
#pragma once

#include "model/import_rows.h"

/* A row as it is before its fields are set: what nobody states is open or empty. */
void import_row_begin(struct import_row *row);

/* Brings names to the form in which they are kept; false, and noted, if the row is wrong. */
bool import_row_check(struct import *in, struct import_row *row);
