/* Which country an address is in, by a MaxMind DB file (GeoLite2 Country and the like).
 *
 * libmaxminddb reads it, and is loaded when the first file is opened: most commands never do.
 */
#pragma once

#include "base/err.h"
#include "base/ip.h"
#include "base/str.h"

struct countries;

/* ERR_INPUT names the file: it is none of that kind; ERR_SYS: the library is not installed. */
NODISCARD int countries_open(struct countries **out, struct str path, struct err *err);
void countries_close(struct countries *c); /* NULL is fine */

/* Two letters (ISO 3166), first << 8 | second; 0: not known. */
uint16_t countries_code(const struct countries *c, struct ip ip);
