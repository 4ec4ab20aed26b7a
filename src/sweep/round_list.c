/* The names of a list's states, for JSON and for people. */
#include "sweep/round_list.h"

const char *round_why_name(unsigned why)
{
	if (why == ROUND_WHY_BROKEN)
		return "list_failed";
	if (why == ROUND_WHY_BUDGET)
		return "budget";
	if (why == ROUND_WHY_HELD)
		return "held";
	return answer_why_name((enum answer_why)why);
}

const char *round_health_name(enum round_health h)
{
	switch (h) {
	case ROUND_OK:
		return "ok";
	case ROUND_PARTIAL:
		return "partial";
	case ROUND_BROKEN:
		return "broken";
	case ROUND_REFUSED:
		return "refused";
	case ROUND_SILENT:
		return "silent";
	case ROUND_LOST:
		return "lost";
	case ROUND_SPENT:
		return "spent";
	case ROUND_HELD:
		return "held";
	}
	return "unknown";
}
