/* The part of the suite about listings; see contract.c, which runs it. */
#pragma once

void listings_come_back(void **state);
void a_job_gets_what_it_overlaps(void **state);
void what_is_over_is_not_loaded(void **state);
void what_is_due_comes_in_order(void **state);
void pages_hold_what_was_asked_for(void **state);
void changes_are_told_in_order(void **state);
void a_held_list_is_released(void **state);
void a_place_has_one_listing_at_a_time(void **state);
