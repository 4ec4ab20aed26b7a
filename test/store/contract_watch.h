/* The part of the suite about what the watch remembers; see contract.c, which runs it. */
#pragma once

#include "place.h"

void contract_watch_begin(const struct place *place);

void standings_and_walks_come_back(void **state);
void serials_come_back(void **state);
void a_budget_is_never_overspent(void **state);
void each_source_has_its_budget(void **state);
void reverse_names_have_a_history(void **state);
void a_turn_is_whole_or_not_there(void **state);
