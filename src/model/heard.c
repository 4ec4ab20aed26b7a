/* The words for how a list fared in a job, and whether what it said counts. */
#include "model/heard.h"

static const char *const name[HEARD_HEALTHS] = {
	[HEARD_OK] = "ok",           [HEARD_PARTIAL] = "partial", [HEARD_BROKEN] = "broken",
	[HEARD_REFUSED] = "refused", [HEARD_SILENT] = "silent",   [HEARD_LOST] = "lost",
	[HEARD_SPENT] = "spent",
};

const char *heard_health_name(enum heard_health h)
{
	return name[h];
}

bool heard_health_parse(struct str text, enum heard_health *out)
{
	for (unsigned i = 0; i < HEARD_HEALTHS; i++) {
		if (str_eq(text, str_of(name[i]))) {
			*out = (enum heard_health)i;
			return true;
		}
	}
	return false;
}

bool heard_is_good(enum heard_health h)
{
	return h == HEARD_OK || h == HEARD_PARTIAL || h == HEARD_SPENT;
}
