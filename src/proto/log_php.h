/* What PHP logs of a call of mail() (mail.log): "mail() on [/path/file.php:12]: To: ... -- Headers:
 * ...", by syslog or in a file of its own, where "[24-Nov-2026 20:00:00 UTC] " stands before it.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>

struct php_line {
	struct str script; /* its path */
	struct str line;
	bool evaluated; /* "eval()'d code": the script ran a text, which is nearly always malware */
};

/* False if it is no such line. What stands behind the path are the message's own words. */
bool php_line_read(struct str text, struct php_line *out);
