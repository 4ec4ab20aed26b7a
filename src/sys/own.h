/* What a process learns about its own program, and does with its own time and memory. */
#pragma once

#include "base/when.h"
#include "sys/file.h"

#include <stdbool.h>

/* "FOLDER/name" in `path` (FILE_PATH_MAX + 1), FOLDER being where this program lies; false if
 * there is no such program that may be run. */
bool own_beside(const char *name, char *path);

/* Whether something stands there, or may: where we are not let in nobody can tell. */
bool own_exists(const char *path);

/* Whether a person sits at standard input, and whether one reads standard error. */
bool own_is_asked(void);
bool own_is_told(void);

/* How many cells wide the terminal on standard output is, COLUMNS saying so before the terminal
 * does; 0 where it is none: what reads a file or a pipe wants whole lines. */
size_t own_window(void);

/* All of standard input, appended; ERR_INPUT if it passes out's ceiling. */
NODISCARD int own_input(struct buf *out, struct err *err);

/* Gives what was freed back to the machine: worth it after hundreds of megabytes. */
void own_trim(void);

/* Nobody reads our standard output any more. */
bool own_output_closed(void);

/* As many descriptors from now on as this machine allows us: before a cage closes. */
void own_descriptors(void);

/* Waits: for commands only, a process of the hub has a loop. */
void own_pause(struct span d);
