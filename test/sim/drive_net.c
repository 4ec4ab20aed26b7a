/* The network and the name servers in a scenario.
 *
 *   zone ZONE at ADDR...              name servers, and the zone they serve
 *   dns NAME -> ADDR... | none        its A records from now on
 *   record NAME TYPE DATA
 *   serial ZONE N
 *   network loss 20% twice 5% delay 5ms..80ms
 *   server ADDR answers | gone | silent | error RCODE | cut [HOW] | cut-text [HOW] | garbage |
 *               wrong-id |
 *               wrong-question | forged | parent | nothing | all ADDR | late SPAN | twice
 *               HOW it is over TCP: refused (as if nothing is said), hanging, dying, whole
 *   expect streams ADDR <= N             connections that came to a server
 *   expect asked ADDR... [on DAY] <= N   questions that came to servers, all or of a day
 */
#include "drive.h"

#include "base/endpoint.h"
#include "net.h"
#include "zones.h"

static void begin(struct loop *loop)
{
	(void)loop;
	net_begin();
	zones_begin();
}

static void end(void)
{
	zones_end();
}

static int zone(struct str args, struct err *err)
{
	struct str zone = drive_word(&args);
	struct endpoint at;
	struct str word;

	if (!str_eq(drive_word(&args), STR("at")) || !args.n)
		return err_set(err, ERR_INPUT, "zone ZONE at ADDRESS...");
	while ((word = drive_word(&args)).n)
		if (endpoint_parse(word, 53, &at, err) < 0 || zones_serve(zone, at, err) < 0)
			return -1;
	return 0;
}

static int dns(struct str args, struct err *err)
{
	struct str name = drive_word(&args);
	struct str word;

	if (!str_eq(drive_word(&args), STR("->")) || !args.n)
		return err_set(err, ERR_INPUT, "dns NAME -> ADDRESS... or none");
	zones_drop(name);
	if (str_eq(args, STR("none")))
		return 0;
	while ((word = drive_word(&args)).n)
		if (zones_add(name, STR("A"), word, err) < 0)
			return -1;
	return 0;
}

static int record(struct str args, struct err *err)
{
	struct str name = drive_word(&args);
	struct str type = drive_word(&args);

	return zones_add(name, type, args, err);
}

static int serial(struct str args, struct err *err)
{
	struct str zone = drive_word(&args);
	uint64_t n;

	if (!str_u64(args, UINT32_MAX, &n))
		return err_set(err, ERR_INPUT, "serial ZONE NUMBER");
	return zones_serial(zone, (uint32_t)n, err);
}

static int per_mille(struct str text, unsigned *out, struct err *err)
{
	uint64_t n;

	if (!str_ends(text, STR("%")) || !str_u64(str_sub(text, 0, text.n - 1), 100, &n))
		return err_set(err, ERR_INPUT, "\"%.*s\" is not 0%% to 100%%", STR_ARG(text));
	*out = (unsigned)n * 10;
	return 0;
}

static int delays(struct str text, struct net_weather *w, struct err *err)
{
	struct str from;

	if (str_find(text, '.') == text.n) {
		if (span_parse(text, &w->delay, err) < 0)
			return -1;
		w->delay_max = w->delay;
		return 0;
	}
	(void)str_cut(&text, '.', &from);
	if (span_parse(from, &w->delay, err) < 0 ||
	    span_parse(str_sub(text, 1, text.n), &w->delay_max, err) < 0)
		return -1;
	if (w->delay_max.us < w->delay.us)
		return err_set(err, ERR_INPUT, "the delays end before they begin");
	return 0;
}

static int network(struct str args, struct err *err)
{
	struct net_weather w = { .delay = SPAN_MS(1), .delay_max = SPAN_MS(1) };
	struct str word;

	while ((word = drive_word(&args)).n) {
		struct str value = drive_word(&args);
		int code;

		if (str_eq(word, STR("loss")))
			code = per_mille(value, &w.loss_pm, err);
		else if (str_eq(word, STR("twice")))
			code = per_mille(value, &w.twice_pm, err);
		else if (str_eq(word, STR("delay")))
			code = delays(value, &w, err);
		else
			code = err_set(err, ERR_INPUT, "the network has no \"%.*s\"",
				       STR_ARG(word));
		if (code < 0)
			return -1;
	}
	net_weather(w);
	return 0;
}

static const struct {
	const char *name;
	enum zones_mood mood;
} mood[] = {
	{"answers",         MOOD_ANSWERS       },
	{ "gone",           MOOD_GONE          },
	{ "silent",         MOOD_SILENT        },
	{ "error",          MOOD_ERROR         },
	{ "cut",            MOOD_CUT           },
	{ "cut-text",       MOOD_CUT_TEXT      },
	{ "garbage",        MOOD_GARBAGE       },
	{ "wrong-id",       MOOD_WRONG_ID      },
	{ "wrong-question", MOOD_WRONG_QUESTION},
	{ "forged",         MOOD_FORGED        },
	{ "parent",         MOOD_PARENT        },
	{ "nothing",        MOOD_NOTHING       },
	{ "all",            MOOD_ALL           },
	{ "late",           MOOD_LATE          },
	{ "twice",          MOOD_TWICE         },
};

static int rcode_of(struct str word, uint8_t *out, struct err *err)
{
	static const char *const name[] = { "NOERROR",  "FORMERR", "SERVFAIL",
					    "NXDOMAIN", "NOTIMP",  "REFUSED" };

	for (size_t i = 0; i < LEN(name); i++) {
		if (!str_eq(word, str_of(name[i])))
			continue;
		*out = (uint8_t)i;
		return 0;
	}
	return err_set(err, ERR_INPUT, "\"%.*s\" is no error code here", STR_ARG(word));
}

static int stream_of(struct str word, enum net_stream *out, struct err *err)
{
	static const char *const name[] = { "refused", "hanging", "dying", "whole" };

	for (size_t i = 0; i < LEN(name); i++) {
		if (word.n > 0 && !str_eq(word, str_of(name[i])))
			continue;
		*out = (enum net_stream)i;
		return 0;
	}
	return err_set(err, ERR_INPUT, "no connection is \"%.*s\"", STR_ARG(word));
}

static int server(struct str args, struct err *err)
{
	struct endpoint at;
	struct zones_state state = { 0 };
	struct str how;
	size_t i = 0;

	if (endpoint_parse(drive_word(&args), 53, &at, err) < 0)
		return -1;
	how = drive_word(&args);
	while (i < LEN(mood) && !str_eq(how, str_of(mood[i].name)))
		i++;
	if (i == LEN(mood))
		return err_set(err, ERR_INPUT, "no server is \"%.*s\"", STR_ARG(how));
	state.mood = mood[i].mood;
	if (state.mood == MOOD_ERROR && rcode_of(drive_word(&args), &state.rcode, err) < 0)
		return -1;
	if (state.mood == MOOD_ALL && ip_parse(drive_word(&args), &state.all, err) < 0)
		return -1;
	if (state.mood == MOOD_LATE && span_parse(drive_word(&args), &state.late, err) < 0)
		return -1;
	if ((state.mood == MOOD_CUT || state.mood == MOOD_CUT_TEXT) &&
	    stream_of(drive_word(&args), &state.stream, err) < 0)
		return -1;
	if (!zones_behave(at, state))
		return err_set(err, ERR_INPUT, "no zone names this server");
	return 0;
}

/* One server or several; in all, or on one day of the world. */
static int expect_asked(struct str args, struct err *err)
{
	struct endpoint at[ZONES_SERVERS_MAX];
	struct str rest = args;
	uint64_t day = UINT64_MAX;
	uint64_t sum = 0;
	size_t n = 0;

	while (n < LEN(at) && endpoint_parse(drive_word(&rest), 53, &at[n], NULL) == 0) {
		args = rest;
		n++;
	}
	rest = args;
	if (str_eq(drive_word(&rest), STR("on"))) {
		if (!str_u64(drive_word(&rest), UINT32_MAX, &day))
			return err_set(err, ERR_INPUT, "expect asked ADDR... on DAY <= N");
		args = rest;
	}
	for (size_t i = 0; i < n; i++) {
		if (zones_asked(at[i]) == UINT64_MAX)
			return err_set(err, ERR_INPUT, "no zone names this server");
		sum += day == UINT64_MAX ? zones_asked(at[i]) : zones_asked_on(at[i], day);
	}
	return drive_compare("questions", sum, args, err);
}

static int expect_streams(struct str args, struct err *err)
{
	struct endpoint at;

	if (endpoint_parse(drive_word(&args), 53, &at, err) < 0)
		return -1;
	if (zones_streams(at) == UINT64_MAX)
		return err_set(err, ERR_INPUT, "no zone names this server");
	return drive_compare("connections", zones_streams(at), args, err);
}

static int expect(struct str what, struct str args, struct err *err)
{
	struct str peek = args;
	struct endpoint at;

	if (str_eq(what, STR("streams")))
		return expect_streams(args, err);
	if (!str_eq(what, STR("asked")) || endpoint_parse(drive_word(&peek), 53, &at, NULL) < 0)
		return DRIVE_UNKNOWN; /* `asked` alone is the engine's own count */
	return expect_asked(args, err);
}

static const struct drive_verb verb[] = {
	{"zone",     zone   },
        { "dns",     dns    },
        { "record",  record },
	{ "serial",  serial },
        { "network", network},
        { "server",  server },
};

const struct driver drive_net = { "net", begin, end, verb, LEN(verb), expect, NULL };
