/* The shipped catalogue loads and is complete; what operators change counts; errors have places. */
#include "unit.h"

#include "conf/lists.h"
#include "model/gate.h"
#include "sys/file.h"
#include "sys/folder.h"

#include <stdio.h>
#include <unistd.h>

static struct list_set shipped;

static int load(void **state)
{
	struct err err;
	char path[FILE_PATH_MAX], none[FILE_PATH_MAX];
	struct lists_places where;

	(void)state;
	snprintf(path, sizeof(path), "%s/share/lists", getenv("NETIZEN_SOURCE"));
	snprintf(none, sizeof(none), "%s/share", getenv("NETIZEN_SOURCE"));
	where = (struct lists_places){ .shipped = str_of(path), .override = str_of(none) };
	if (lists_load(&shipped, &where, &err) == 0)
		return 0;
	print_error("%s\n", err.text);
	return -1;
}

static int unload(void **state)
{
	(void)state;
	lists_done(&shipped);
	return 0;
}

static const char *const alive[] = {
	"zen.spamhaus.org",
	"sbl.spamhaus.org",
	"xbl.spamhaus.org",
	"pbl.spamhaus.org",
	"zen.dq.spamhaus.net",
	"authbl.dq.spamhaus.net",
	"b.barracudacentral.org",
	"bl.spamcop.net",
	"combined.mail.abusix.zone",
	"black.mail.abusix.zone",
	"exploit.mail.abusix.zone",
	"ivmsip",
	"ivmsip24",
	"bl.mailspike.net",
	"rep.mailspike.net",
	"psbl.surriel.com",
	"dnsbl-1.uceprotect.net",
	"dnsbl-2.uceprotect.net",
	"dnsbl-3.uceprotect.net",
	"ips.backscatterer.org",
	"bl.score.senderscore.com",
	"score.senderscore.com",
	"bl.spameatingmonkey.net",
	"bl.ipv6.spameatingmonkey.net",
	"netbl.spameatingmonkey.net",
	"backscatter.spameatingmonkey.net",
	"bl.nordspam.com",
	"all.s5h.net",
	"bl.0spam.org",
	"rbl.0spam.org",
	"nbl.0spam.org",
	"truncate.gbudb.net",
	"all.spamrats.com",
	"spam.spamrats.com",
	"dyna.spamrats.com",
	"noptr.spamrats.com",
	"auth.spamrats.com",
	"dnsbl.spfbl.net",
	"hostkarma.junkemailfilter.com",
	"bl.blocklist.de",
	"dnsbl.dronebl.org",
	"bip.virusfree.cz",
	"bad.virusfree.cz",
	"rbl.interserver.net",
	"z.mailspike.net",
	"spam.dnsbl.anonmails.de",
	"dnsbl.zapbl.net",
	"rbl.abuse.ro",
	"pbl.abuse.ro",
	"dnsrbl.swinog.ch",
	"spamsources.fabel.dk",
	"bl.suomispam.net",
	"bl.scientificspam.net",
	"black.dnsbl.brukalai.lt",
	"light.dnsbl.brukalai.lt",
	"all.spam-rbl.fr",
	"bl.drmx.org",
	"rbl.lugh.ch",
	"singular.ttk.pte.hu",
	"rbl.metunet.com",
	"mail-abuse.blacklist.jippg.org",
	"korea.services.net",
	"rbl.efnetrbl.org",
	"torexit.dan.me.uk",
	"tor.dan.me.uk",
	"dnsbl.madavi.de",
	"bogons.cymru.com",
	"bl.ipblacklistcheck.de",
	"spam.pedantic.org",
	"rbl.schulte.org",
	"strong.dnsbl.rediris.es",
	"weak.dnsbl.rediris.es",
	"dnsbl.kempt.net",
	"blacklist.woody.ch",
	"rbl.blockedservers.com",
	"spam.rbl.blockedservers.com",
	"netscan.rbl.blockedservers.com",
	"bl.konstant.no",
	"free.v4bl.org",
	"dbl.spamhaus.org",
	"dbl.dq.spamhaus.net",
	"zrd.dq.spamhaus.net",
	"multi.surbl.org",
	"multi.uribl.com",
	"uribl.spameatingmonkey.net",
	"fresh15.spameatingmonkey.net",
	"dbl.nordspam.com",
	"list.dnswl.org",
	"wl.mailspike.net",
	"dnswl.spfbl.net",
	"iadb.isipp.com",
	"sa-trusted.bondedsender.org",
	"sa-accredit.habeas.com",
	"ips.whitelisted.org",
};

static const char *const dead[] = {
	"dnsbl.sorbs.net",
	"spam.dnsbl.sorbs.net",
	"dul.dnsbl.sorbs.net",
	"web.dnsbl.sorbs.net",
	"http.dnsbl.sorbs.net",
	"socks.dnsbl.sorbs.net",
	"smtp.dnsbl.sorbs.net",
	"misc.dnsbl.sorbs.net",
	"zombie.dnsbl.sorbs.net",
	"safe.dnsbl.sorbs.net",
	"recent.spam.dnsbl.sorbs.net",
	"ix.dnsbl.manitu.net",
	"relays.ordb.org",
	"list.dsbl.org",
	"multihop.dsbl.org",
	"unconfirmed.dsbl.org",
	"dnsbl.njabl.org",
	"dnsbl.ahbl.org",
	"rhsbl.ahbl.org",
	"dsn.rfc-ignorant.org",
	"bl.spamcannibal.org",
	"dnsbl.burnt-tech.com",
	"rbl.cluecentral.net",
	"lbl.lagengymnastik.dk",
	"l1.spews.org",
	"relays.osirusoft.com",
	"spamhaus.relays.osirusoft.com",
	"dnsbl.inps.de",
	"ubl.unsubscore.com",
	"ubl.lashback.com",
	"cbl.abuseat.org",
	"badnets.spameatingmonkey.net",
	"bl.nszones.com",
	"dyn.nszones.com",
	"sbl.nszones.com",
	"ubl.nszones.com",
	"vote.drbl.gremlin.ru",
	"work.drbl.gremlin.ru",
	"sa.senderbase.org",
	"rf.senderbase.org",
	"combined.abuse.ch",
	"drone.abuse.ch",
	"spam.abuse.ch",
	"httpbl.abuse.ch",
	"virbl.dnsbl.bit.nl",
	"db.wpbl.info",
	"bl.emailbasura.org",
	"spam.rbl.msrbl.net",
	"dnsbl.justspam.org",
	"pofon.foobar.hu",
	"t1.dnsbl.net.au",
	"no-more-funn.moensted.dk",
	"dnsbl.cyberlogic.net",
	"dul.pacifier.net",
	"short.rbl.jp",
	"virus.rbl.jp",
	"0spam.fusionzero.com",
	"0spam-n.fusionzero.com",
	"0spamurl.fusionzero.com",
};

static const struct list *find(const char *zone)
{
	const struct list *l = lists_find(&shipped, str_of(zone), NULL);

	if (!l)
		fail_msg("%s is not in the catalogue", zone);
	return l;
}

static void every_zone_is_there(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(alive); i++)
		if (list_is_dead(find(alive[i])))
			fail_msg("%s is dead", alive[i]);
	for (size_t i = 0; i < LEN(dead); i++)
		if (!list_is_dead(find(dead[i])))
			fail_msg("%s is alive", dead[i]);
	assert_str(shipped.version, "2026-11-23");
}

/* What must hold of every list, whatever its files say. */
static void every_list_is_whole(void **state)
{
	(void)state;
	for (size_t i = 0; i < shipped.n; i++) {
		const struct list *l = &shipped.list[i];
		struct rng rng = rng_of(i);
		struct gate g;

		assert_true(l->n_codes > 0 && l->n_codes <= LIST_CODES_MAX);
		assert_true(l->title.n && l->operator.n && l->apex.n);
		assert_true(l->severity <= 5 && l->key.n == 0 && !l->off && !l->accepted);
		assert_true((l->subject == LIST_NAMES) != (l->v4 || l->v6));
		gate_plan(&g, l, &rng, (struct ip){ 0 });
		assert_true(g.n >= 3);
		for (size_t k = 0; k < l->n_codes; k++) {
			assert_true(l->codes[k].meaning.n && l->codes[k].lo <= l->codes[k].hi);
			assert_true(l->codes[k].severity <= 5);
		}
	}
}

static struct answer judge(const char *zone, unsigned c, unsigned d)
{
	struct reply_facts f = {
		.aa = true, .n_addrs = 1, .ttl = 60, .addr = { 0x7f000000 | c << 8 | d }
	};

	return answer_judge(find(zone), &f);
}

static const struct {
	const char *zone;
	unsigned c, d; /* 127.0.c.d */
	enum answer_verdict verdict;
	enum answer_why why;
	enum list_kind kind;
	unsigned severity;
} code[] = {
	{"zen.spamhaus.org",               0,  2,   ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   5},
	{ "zen.spamhaus.org",              0,  7,   ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   5},
	{ "zen.spamhaus.org",              0,  10,  ANSWER_LISTED,  WHY_NONE,     LIST_POLICY,  5},
	{ "zen.spamhaus.org",              0,  8,   ANSWER_UNKNOWN, WHY_NEW_CODE, LIST_NEUTRAL, 0},
	{ "zen.spamhaus.org",              0,  1,   ANSWER_UNKNOWN, WHY_BLOCKED,  LIST_NEUTRAL, 0},
	{ "authbl.dq.spamhaus.net",        0,  20,  ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   3},
	{ "authbl.dq.spamhaus.net",        0,  2,   ANSWER_UNKNOWN, WHY_NEW_CODE, LIST_NEUTRAL, 0},
	{ "combined.mail.abusix.zone",     0,  200, ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   4},
	{ "combined.mail.abusix.zone",     0,  12,  ANSWER_LISTED,  WHY_NONE,     LIST_POLICY,  4},
	{ "rep.mailspike.net",             0,  10,  ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   3},
	{ "rep.mailspike.net",             0,  14,  ANSWER_CLEAN,   WHY_NONE,     LIST_NEUTRAL, 0},
	{ "rep.mailspike.net",             0,  20,  ANSWER_LISTED,  WHY_NONE,     LIST_WHITE,   0},
	{ "rep.mailspike.net",             0,  2,   ANSWER_UNKNOWN, WHY_NEW_CODE, LIST_NEUTRAL, 0},
	{ "dnsbl-2.uceprotect.net",        0,  2,   ANSWER_LISTED,  WHY_NONE,     LIST_RANGE,   2},
	{ "bl.score.senderscore.com",      0,  1,   ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   3},
	{ "bl.score.senderscore.com",      0,  20,  ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   3},
	{ "score.senderscore.com",         4,  99,  ANSWER_CLEAN,   WHY_NONE,     LIST_NEUTRAL, 0},
	{ "score.senderscore.com",         4,  0,   ANSWER_CLEAN,   WHY_NONE,     LIST_NEUTRAL, 0},
	{ "all.spamrats.com",              0,  37,  ANSWER_LISTED,  WHY_NONE,     LIST_POLICY,  3},
	{ "all.spamrats.com",              0,  43,  ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   2},
	{ "all.spamrats.com",              0,  2,   ANSWER_UNKNOWN, WHY_NEW_CODE, LIST_NEUTRAL, 0},
	{ "dnsbl.spfbl.net",               0,  4,   ANSWER_LISTED,  WHY_NONE,     LIST_POLICY,  1},
	{ "hostkarma.junkemailfilter.com", 0,  1,   ANSWER_LISTED,  WHY_NONE,     LIST_WHITE,   0},
	{ "hostkarma.junkemailfilter.com", 0,  3,   ANSWER_CLEAN,   WHY_NONE,     LIST_NEUTRAL, 0},
	{ "bl.blocklist.de",               0,  14,  ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   2},
	{ "dnsbl.dronebl.org",             0,  2,   ANSWER_CLEAN,   WHY_NONE,     LIST_NEUTRAL, 0},
	{ "dnsbl.dronebl.org",             0,  255, ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   2},
	{ "dnsrbl.swinog.ch",              0,  3,   ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   2},
	{ "rbl.efnetrbl.org",              0,  1,   ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   1},
	{ "korea.services.net",            0,  2,   ANSWER_LISTED,  WHY_NONE,     LIST_POLICY,  1},
	{ "dbl.spamhaus.org",              1,  2,   ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   5},
	{ "dbl.spamhaus.org",              1,  104, ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   3},
	{ "dbl.spamhaus.org",              1,  255, ANSWER_UNKNOWN, WHY_QUOTA,    LIST_NEUTRAL, 0},
	{ "multi.surbl.org",               0,  8,   ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   4},
	{ "multi.surbl.org",               0,  1,   ANSWER_UNKNOWN, WHY_QUOTA,    LIST_NEUTRAL, 0},
	{ "multi.uribl.com",               0,  4,   ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   2},
	{ "multi.uribl.com",               0,  1,   ANSWER_UNKNOWN, WHY_QUOTA,    LIST_NEUTRAL, 0},
	{ "list.dnswl.org",                5,  2,   ANSWER_LISTED,  WHY_NONE,     LIST_WHITE,   0},
	{ "list.dnswl.org",                0,  255, ANSWER_UNKNOWN, WHY_QUOTA,    LIST_NEUTRAL, 0},
	{ "list.dnswl.org",                16, 1,   ANSWER_UNKNOWN, WHY_NEW_CODE, LIST_NEUTRAL, 0},
	{ "wl.mailspike.net",              0,  18,  ANSWER_LISTED,  WHY_NONE,     LIST_WHITE,   0},
	{ "bl.konstant.no",                0,  2,   ANSWER_LISTED,  WHY_NONE,     LIST_BLOCK,   1},
	{ "bl.konstant.no",                0,  3,   ANSWER_UNKNOWN, WHY_NEW_CODE, LIST_NEUTRAL, 0},
};

static void codes_mean_what_the_operator_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(code); i++) {
		struct answer a = judge(code[i].zone, code[i].c, code[i].d);

		if (a.verdict != code[i].verdict || a.why != code[i].why ||
		    a.kind != code[i].kind || a.severity != code[i].severity)
			fail_msg("%s 127.0.%u.%u: %s (%s) %s %u", code[i].zone, code[i].c,
				 code[i].d, answer_verdict_name(a.verdict), answer_why_name(a.why),
				 list_kind_name(a.kind), a.severity);
	}
	assert_true(judge("list.dnswl.org", 10, 3).codes[0].code->when_rare);
	assert_false(judge("list.dnswl.org", 10, 2).codes[0].code->when_rare);
	assert_int_equal(judge("score.senderscore.com", 4, 99).score, 99);
}

static void budgets_and_terms(void **state)
{
	(void)state;
	assert_int_equal(find("bl.spameatingmonkey.net")->budget.per_s, 5);
	assert_int_equal(find("netbl.spameatingmonkey.net")->budget.per_day, 100000);
	assert_int_equal(find("bl.nordspam.com")->budget.per_day, 10000);
	assert_int_equal(find("dnsbl.spfbl.net")->budget.per_s, 10);
	assert_int_equal(find("score.senderscore.com")->budget.per_month, 10000);
	assert_int_equal(find("bl.konstant.no")->budget.per_s, list_house_budget.per_s);
	assert_int_equal(find("bl.spamcop.net")->budget.per_day, list_house_budget.per_day);
	assert_int_equal(find("zen.spamhaus.org")->terms, LIST_NON_COMMERCIAL);
	assert_int_equal(find("b.barracudacentral.org")->terms, LIST_REGISTERED);
	assert_int_equal(find("zen.dq.spamhaus.net")->terms, LIST_BY_KEY);
	assert_int_equal(find("ivmsip")->terms, LIST_BY_CONTRACT);
	assert_int_equal(find("truncate.gbudb.net")->evidence, LIST_DISPUTED);
	assert_true(find("psbl.surriel.com")->bulk_free);
	assert_str(find("dnsbl.sorbs.net")->dead_since, "2024-06-05");
	assert_int_equal(find("list.dnswl.org")->listed[0].want, 0x7f000a00);
	assert_int_equal(find("dnsrbl.swinog.ch")->n_listed, 0);
	assert_int_equal(find("bl.ipv6.spameatingmonkey.net")->listed[0].ip.len, 16);
	assert_str(find("dbl.nordspam.com")->listed[0].name, "test");
	assert_str(find("sbl.spamhaus.org")->part_of, "zen.spamhaus.org");
}

static void names_are_found(void **state)
{
	struct str key;

	(void)state;
	assert_str(lists_find(&shipped, STR("ZEN.Spamhaus.ORG."), NULL)->zone, "zen.spamhaus.org");
	assert_null(lists_find(&shipped, STR("bl.example"), NULL));
	assert_null(lists_find(&shipped, STR("xzen.spamhaus.org"), &key));
	assert_str(lists_find(&shipped, STR("abc1.zen.dq.spamhaus.net"), &key)->zone,
		   "zen.dq.spamhaus.net");
	assert_str(key, "abc1");
	assert_null(lists_find(&shipped, STR("a.b.zen.dq.spamhaus.net"), &key));
	assert_null(lists_find(&shipped, STR("abc1.zen.spamhaus.org"), &key));
	assert_str(lists_find(&shipped, STR("x.y.dnsbl.sorbs.net"), &key)->zone, "dnsbl.sorbs.net");
	assert_null(lists_find(&shipped, STR("x.bl.spamcannibal.org"), &key));
}

static char folder[] = "/tmp/netizen-lists-XXXXXX";

static const struct {
	const char *zone, *want;
} written[] = {
	{"zen.spamhaus.org",                "zen.spamhaus.org"       },
	{ "secret.zen.dq.spamhaus.net",     "KEY.zen.dq.spamhaus.net"},
	{ "a.SEC RET.zen.dq.spamhaus.net.", "KEY.zen.dq.spamhaus.net"},
	{ "SECRET..zen.dq.spamhaus.net",    "KEY.zen.dq.spamhaus.net"},
	{ "SECRET.dq.spamhaus.net",         "KEY.dq.spamhaus.net"    },
	{ "secret..bl.example",             "...bl.example"          },
	{ "bl.example",                     "bl.example"             },
	{ "",			       ""		       },
};

static void what_is_shown_has_no_key(void **state)
{
	struct buf AUTO(buf_done) out;

	(void)state;
	buf_init(&out, 300);
	for (size_t i = 0; i < LEN(written); i++) {
		buf_clear(&out);
		lists_shown(&shipped, str_of(written[i].zone), &out);
		assert_str(buf_str(&out), written[i].want);
	}
	assert_str(lists_keyed_above(&shipped, STR("a.b.zen.dq.spamhaus.net"))->zone,
		   "zen.dq.spamhaus.net");
	assert_null(lists_keyed_above(&shipped, STR("zen.dq.spamhaus.net")));
	assert_null(lists_keyed_above(&shipped, STR("a.zen.spamhaus.org")));
}

static void file_of(const char *name, const char *text)
{
	char path[FILE_PATH_MAX];
	struct err err;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (file_save(str_of(path), str_of(text), &err) < 0)
		fail_msg("%s", err.text);
}

static int load_with(struct list_set *set, struct err *err)
{
	struct lists_places where = { .shipped = shipped.from, .override = str_of(folder) };

	return lists_load(set, &where, err);
}

static int make_folder(void **state)
{
	(void)state;
	snprintf(folder, sizeof(folder), "%s", "/tmp/netizen-lists-XXXXXX");
	return mkdtemp(folder) ? 0 : -1;
}

static int clear_folder(void **state)
{
	struct arena mem = { 0 };
	struct folder_list names;

	(void)state;
	if (folder_names(str_of(folder), STR(""), &mem, &names, NULL) < 0)
		return -1;
	for (size_t i = 0; i < names.n; i++) {
		char path[FILE_PATH_MAX];

		snprintf(path, sizeof(path), "%s/%.*s", folder, STR_ARG(names.name[i]));
		unlink(path);
	}
	arena_done(&mem);
	return rmdir(folder);
}

static void operators_change_what_was_shipped(void **state)
{
	struct list_set set;
	struct err err;
	const struct list *l;
	struct buf shown;

	(void)state;
	file_of("dqs.key", "s3cretkey\n");
	file_of("b.conf", "[zone \"zen.dq.spamhaus.net\"]\nkey = @dqs.key\n"
			  "[zone \"B.BarracudaCentral.org\"]\naccepted = yes\n"
			  "code = 127.0.0.3 policy 2 ours\n"
			  "[zone \"bl.spamcop.net\"]\nask = no\nseverity =\n"
			  "[operator \"spamcop\"]\nper-day = 50\n");
	file_of("a.conf", "[zone \"own.example\"]\noperator = me\nfamilies = v4 v6\n"
			  "server = 127.0.0.1:5353\nserver = 127.0.0.2\nserver = 127.0.0.1:5353\n"
			  "[operator \"me\"]\ntitle = Ourselves\nper-day = 0\n"
			  "[zone \"b.barracudacentral.org\"]\ncode =\n");
	file_of("ignored.txt", "no INI at all\n");
	if (load_with(&set, &err) < 0)
		fail_msg("%s", err.text);
	l = lists_find(&set, STR("zen.dq.spamhaus.net"), NULL);
	assert_str(l->key, "s3cretkey");
	buf_init(&shown, 100);
	list_zone_asked(l, &shown);
	assert_str(buf_str(&shown), "s3cretkey.zen.dq.spamhaus.net");
	buf_done(&shown);
	l = lists_find(&set, STR("b.barracudacentral.org"), NULL);
	assert_true(l->accepted);
	assert_int_equal(l->n_codes, 1); /* a.conf emptied the table, b.conf added to it */
	assert_int_equal(l->codes[0].kind, LIST_POLICY);
	assert_int_equal(l->severity, 2);
	l = lists_find(&set, STR("bl.spamcop.net"), NULL);
	assert_true(l->off);
	assert_int_equal(l->budget.per_day, 50);
	assert_int_equal(l->severity, 1);
	l = lists_find(&set, STR("own.example"), NULL);
	assert_str(l->title, "Ourselves");
	assert_int_equal(l->budget.per_day, 0);
	assert_true(l->v6);
	assert_int_equal(l->n_servers, 2); /* one was named twice */
	assert_int_equal(l->server[0].port, 5353);
	assert_true(ip_eq(l->server[1].ip, ip4(127, 0, 0, 2)));
	assert_int_equal(l->server[1].port, 53);
	assert_int_equal(set.n, shipped.n + 1);
	lists_done(&set);
}

static const struct {
	const char *text, *want; /* the message behind the folder's name */
} wrong[] = {
	{"[zone \"a b\"]",							 "/x.conf:1:2: this is no zone name"                              },
	{ "[zone \"a..b\"]",						       "/x.conf:1:2: this is no zone name"                              },
	{ "[zone \"Secret.zen.dq.spamhaus.net\"]",
         "/x.conf:1: write [zone \"zen.dq.spamhaus.net\"], and its key as key = @FILE"                                                              },
	{ "[zone]",								"/x.conf:1:2: [zone] needs a name: [zone \"...\"]"               },
	{ "[zones \"x\"]",							 "/x.conf:1:2: no section is called [zones]; did you mean [zone]?"},
	{ "[zone \"x\"]\nfamilys = v4",
         "/x.conf:2:1: [zone] has no setting \"familys\"; did you mean \"families\"?"                                                               },
	{ "[zone \"x\"]\nfamilies = v4 v5",                                        "/x.conf:2:12: \"v5\" is neither v4 nor v6"                      },
	{ "[zone \"x\"]\nstyle = bitmap",
         "/x.conf:2:9: \"bitmap\" is none of: set, bits, score, ordinal, trust"                                                                     },
	{ "[zone \"x\"]\nseverity = 6",					    "/x.conf:2:12: \"6\" is no number from 0 to 5"                   },
	{ "[zone \"x\"]\ncode = 10.0.0.1 block x",
         "/x.conf:2:8: \"10.0.0.1\" is no code: an address in 127.0.0.0/8, two with a dash "
	  "between, or a bit (1, 2, 4 ... 128)"												     },
	{ "[zone \"x\"]\ncode = 3 block x",
         "/x.conf:2:8: \"3\" is no code: an address in 127.0.0.0/8, two with a dash between, or a "
	  "bit (1, 2, 4 ... 128)"														   },
	{ "[zone \"x\"]\ncode = 127.0.0.2 spam",
         "/x.conf:2:8: behind the code stands what it says: neutral, block, policy, range, white "
	  "or refusal"															      },
	{ "[zone \"x\"]\ncode = 127.0.0.2 block 3",
         "/x.conf:2:8: the code has no meaning for people"											  },
	{ "[zone \"x\"]\nstyle = bits\ncode = 127.0.0.2 block x",
         "/x.conf:1: zone \"x\": codes are bits (1, 2, 4 ... 128) with style = bits only"                                                           },
	{ "[zone \"x\"]\ncode = 2 block x",
         "/x.conf:1: zone \"x\": codes are bits (1, 2, 4 ... 128) with style = bits only"                                                           },
	{ "[zone \"x\"]\nkey = a.b",
         "/x.conf:2:7: the key is no DNS label: up to 63 letters, digits, - and _"                                                                  },
	{ "[zone \"x\"]\nserver = ns.example",
         "/x.conf:2:10: \"ns.example\" is not ADDRESS, IPV4:PORT or [IPV6]:PORT with a port of 1 "
	  "to 65535"																},
	{ "\n[zone \"x\"]\noperator = nobody",
         "/x.conf:2: zone \"x\": there is no [operator \"nobody\"]"										 },
	{ "[zone \"x\"]\npart-of = y.example",
         "/x.conf:1: zone \"x\": part-of: there is no zone \"y.example\""									   },
	{ "[zone \"x\"]\npart-of = y\n[zone \"y\"]\npart-of = x",
         "/x.conf:1: zone \"x\": part-of goes round in a circle"										    },
	{ "[zone \"x\"]\ndead-since = 2024-6",                                     "/x.conf:2:14: \"2024-6\" is none of YYYY, YYYY-MM, "
					       "YYYY-MM-DD"                                           },
	{ "[zone \"x\"]\ntest-listed = test",
         "/x.conf:1: zone \"x\": test points are addresses, as the subject of the list is"                                                          },
	{ "[zone \"x\"]\ntest-listed = 127.0.0.2 10.0.0.1",
         "/x.conf:2:15: \"10.0.0.1\" is no address in 127.0.0.0/8"										  },
	{ "[zone \"x\"]\nfamilies = v6\nfamilies = \n[zone \"y\"]\naccepted = ja",
         "/x.conf:5:12: \"ja\" is neither yes nor no"											       },
};

static void errors_have_places(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(wrong); i++) {
		struct list_set set;
		struct err err = { 0 };
		size_t n = strlen(folder);

		file_of("x.conf", wrong[i].text);
		if (load_with(&set, &err) == 0)
			fail_msg("\"%s\" was loaded", wrong[i].text);
		assert_int_equal(err.kind, ERR_INPUT);
		if (strncmp(err.text, folder, n) != 0 || strcmp(err.text + n, wrong[i].want) != 0)
			fail_msg("\"%s\" gives \"%s\"", wrong[i].text, err.text);
	}
}

static void limits(void **state)
{
	struct list_set set;
	struct err err;
	struct buf text;

	(void)state;
	buf_init(&text, 1 << 20);
	buf_add(&text, STR("[zone \"x\"]\n"));
	for (int i = 0; i <= LIST_CODES_MAX; i++)
		buf_fmt(&text, "code = 127.0.1.%d block x\n", i);
	file_of("x.conf", buf_c(&text));
	assert_int_equal(load_with(&set, &err), -1);
	assert_non_null(strstr(err.text, "x.conf:98:8: more than 96 codes"));
	buf_clear(&text);
	buf_add(&text, STR("[zone \"x\"]\n"));
	for (int i = 0; i <= LIST_POINTS_MAX; i++)
		buf_fmt(&text, "test-listed = 127.0.1.%d\n", i);
	file_of("x.conf", buf_c(&text));
	assert_int_equal(load_with(&set, &err), -1);
	assert_non_null(strstr(err.text, "x.conf:18:15: more than 16 test points"));
	buf_clear(&text);
	buf_add(&text, STR("[zone \"x\"]\n"));
	for (int i = 0; i <= LIST_SERVERS_MAX; i++)
		buf_fmt(&text, "server = 127.0.1.%d\n", i);
	file_of("x.conf", buf_c(&text));
	assert_int_equal(load_with(&set, &err), -1);
	assert_non_null(strstr(err.text, "x.conf:6:10: more than 4 servers"));
	buf_clear(&text);
	for (size_t i = 0; i <= LISTS_MAX - shipped.n; i++)
		buf_fmt(&text, "[zone \"z%zu.example\"]\n", i);
	file_of("x.conf", buf_c(&text));
	assert_int_equal(load_with(&set, &err), -1);
	assert_non_null(strstr(err.text, "more than 2000 zones"));
	buf_done(&text);
}

static void a_zone_is_shipped_once(void **state)
{
	struct lists_places where = { .shipped = str_of(folder), .override = str_of(folder) };
	struct list_set set;
	struct err err;

	(void)state;
	file_of("x.conf", "[zone \"x\"]\n[zone \"y\"]\n[zone \"X.\"]\n");
	assert_int_equal(lists_load(&set, &where, &err), -1);
	assert_non_null(strstr(err.text, "x.conf:3:2: zone \"x\" was already described at "));
}

static void places_that_are_missing(void **state)
{
	struct lists_places where = { .shipped = STR("/nonexistent") };
	struct list_set set;
	struct err err;

	(void)state;
	assert_int_equal(lists_load(&set, &where, &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent"));
	where = (struct lists_places){ .shipped = shipped.from, .override = STR("/nonexistent") };
	assert_int_equal(lists_load(&set, &where, &err), 0); /* our operator changed nothing */
	assert_int_equal(set.n, shipped.n);
	lists_done(&set);
}

static void a_manual(void **state)
{
	struct buf out;

	(void)state;
	buf_init(&out, 1 << 16);
	lists_manual(&out);
	assert_false(out.full);
	assert_non_null(strstr(buf_c(&out), "## [zone \"NAME\"]"));
	assert_non_null(strstr(buf_c(&out), "*per-day*\n\t"));
	buf_done(&out);
}

#define with_folder(f) cmocka_unit_test_setup_teardown(f, make_folder, clear_folder)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_zone_is_there),
		cmocka_unit_test(every_list_is_whole),
		cmocka_unit_test(codes_mean_what_the_operator_says),
		cmocka_unit_test(budgets_and_terms),
		cmocka_unit_test(names_are_found),
		cmocka_unit_test(what_is_shown_has_no_key),
		with_folder(operators_change_what_was_shipped),
		with_folder(errors_have_places),
		with_folder(limits),
		with_folder(a_zone_is_shipped_once),
		cmocka_unit_test(places_that_are_missing),
		cmocka_unit_test(a_manual),
	};

	return cmocka_run_group_tests_name("conf/lists", tests, load, unload);
}
