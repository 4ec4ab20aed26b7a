/* Time zones: every instant is found again by what the clocks of the zone showed. */
#include "fuzz.h"

#include "base/zone.h"

static struct civil shown(const struct zone *z, struct instant t)
{
	char text[WHEN_TEXT_MAX + 1];
	struct civil c;
	struct instant local = instant_add(t, SPAN_S(zone_offset(z, t)));

	PROPERTY(civil_parse(str_of(instant_text(local, text)), &c, NULL) == 0);
	return c;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct arena mem = { 0 };
	struct zone *z;
	struct err err = { 0 };

	if (zone_read(&mem, STR("Fuzz"), fuzz_str(data, n), &z, &err) < 0) {
		PROPERTY(err.kind == ERR_INPUT && err.text[0]);
		arena_done(&mem);
		return 0;
	}
	/* every 100 days and some, from 1900 to 2100 */
	for (int64_t s = INT64_C(-2208988800); s < INT64_C(4102444800); s += 8640013) {
		struct instant t = { s * 1000000 };
		struct civil c = shown(z, t);
		struct instant both[2];
		unsigned found = zone_instants(z, &c, both);

		PROPERTY(found >= 1 && found <= 2);
		PROPERTY(found < 2 || both[0].us < both[1].us);
		if (found == 1)
			PROPERTY(both[0].us == t.us);
	}
	arena_done(&mem);
	return 0;
}
