/* Statements that nobody waits for one by one. */
#pragma once

void many_rows_are_queued(void **state);
void every_value_is_queued(void **state);
void a_wrong_row_among_many_is_told(void **state);
void what_was_not_told_is_undone(void **state);
void many_rows_are_undone(void **state);
void a_statement_may_go_before_its_rows(void **state);
