/* Settings in the environment: NETIZEN__SECTION__KEY, upper case, - as _. */
#pragma once

#include "conf/setting.h"

#define VARIABLES_MAX 128 /* settings that can have one */

/* Appends the variable's name. */
void variable_name(const struct conf_table *t, const struct conf_item *item, struct buf *out);

/* ERR_INPUT if one is set that no setting of `n` tables has, with the one that was perhaps meant:
 * a setting must not be taken for set while nobody reads it. */
NODISCARD int variables_check(const struct conf_table *const *table, size_t n, struct err *err);
