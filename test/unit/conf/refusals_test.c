/* The files of refusals: what is refused at which place, and what the shipped ones say of replies.
 */
#include "conf/refusals.h"
#include "unit.h"

static const struct {
	const char *text;
	bool own;
	const char *why; /* NULL: fine */
} file[] = {
	{"[replies \"x\"]\nsource = u\nchecked = 2026-11-24\ncontent = 550 5.7.1 some text\n",
         false,										       NULL					       },
	{ "[replies \"x\"]\ncontent = some text\n",                                            true,  NULL                                               },
	{ "[replies \"x\"]\ncontent = some text\n",                                            false,
         "r.conf: [replies \"x\"], which ends here, wants source = URL"										  },
	{ "[replies \"x\"]\nsource = u\ncontent = some text\n[catalogue]\n",                   false,
         "r.conf:4:2: [replies \"x\"], which ends here, wants checked = DATE"                                                                            },
	{ "[replies \"x\"]\nchecked = soon\n",						 true,  "r.conf:2:11: "                                    },
	{ "[replie \"x\"]\n",								  true,
         "r.conf:1:2: [replie]: there are [provider \"name\"], [list \"zone\"], [replies "
	  "\"name\"] "
	  "and [catalogue]; did you mean \"replies\"?"												   },
	{ "[replies]\ncontent = some text\n",						  true,
         "r.conf:1:2: [replies] wants a name: [replies \"name\"]"											},
	{ "[replies \"x\"]\ncontents = some text\n",                                           true,
         "r.conf:2:1: \"contents\" is no meaning"													},
	{ "[replies \"x\"]\ncontent = abc\n",						  true,
         "r.conf:2:11: a text wants 4 letters or more in a row"											  },
	{ "[replies \"x\"]\nprovider = y\n",						   true,
         "r.conf:2:12: there is no [provider \"y\"] before this"											 },
	{ "[provider \"y\"]\ntitle = Y\n[replies \"x\"]\nprovider = y\ncontent = some text\n", true,
         NULL																	    },
	{ "[replies \"x\"]\ncontent = some text\nprovider = y\n",                              true,
         "r.conf:3:12: provider stands before the rules"												 },
	{ "[provider \"y\"]\nserver = here\n",						 true,
         "r.conf:2:10: \".example.net\" or \"mx.example.net\" was expected"									      },
	{ "[provider \"y\"]\nname = here\n",						   true,
         "r.conf:2:1: [provider] has no setting \"name\": title, server and says"                                                                        },
	{ "[list \"y\"]\ncites = x.7.1\n",						     true,  "r.conf:2:9: a text was expected"                  },
	{ "[list \"y\"]\nname = x\n",							  true,  "r.conf:2:1: [list] has no setting \"name\": cites"},
	{ "[catalogue]\nname = x\n",							   true,
         "r.conf:2:1: [catalogue] has no setting \"name\": version"										      },
};

static void faults_have_a_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(file); i++) {
		struct refusal_rules AUTO(refusal_rules_done) rules;
		struct str text = unit_exact(str_of(file[i].text));
		struct err err = { 0 };
		int rc;

		refusal_rules_init(&rules);
		rc = refusals_read(&rules, text, STR("r.conf"), file[i].own, &err);
		if ((rc < 0) != (file[i].why != NULL) ||
		    (rc < 0 && strncmp(err.text, file[i].why, strlen(file[i].why)) != 0))
			fail_msg("%s: %s", file[i].text, err.text);
		free((void *)text.p);
	}
}

/* Replies as they are logged, after their codes. */
static const struct {
	const char *server, *reply, *enhanced, *text, *provider;
	enum refusal_meaning meaning;
	const char *list;
} sample[] = {
	{"gmail-smtp-in.l.google.com",      "550", "5.7.1",
         "[192.0.2.1      12] Our system has detected that this message is 550-5.7.1 likely "
	  "unsolicited mail. To reduce the amount of spam sent to Gmail, 550 5.7.1 this message "
	  "has been blocked. x - gsmtp",									    "Google",         REFUSAL_CONTENT,        ""                         },
	{ "gmail-smtp-in.l.google.com",     "550", "5.7.26",
         "This mail has been blocked because the sender is unauthenticated. 550-5.7.26 Gmail "
	  "requires all senders to authenticate with either SPF or DKIM.",					  "Google",         REFUSAL_AUTHENTICATION, ""                         },
	{ "aspmx.l.google.com",             "421", "4.7.28",
         "Gmail has detected an unusual rate of unsolicited mail originating from your IP "
	  "address.",											       "Google",         REFUSAL_REPUTATION,     ""                         },
	{ "aspmx.l.google.com",             "421", "4.7.28",
         "[192.0.2.1] Gmail has detected an unusual rate of mail",                                                  "Google",         REFUSAL_RATE,           ""                         },
	{ "aspmx.l.google.com",             "550", "5.7.1",
         "[192.0.2.1] Gmail has detected that this message is suspicious due to the very low "
	  "reputation of the sending domain.",								      "Google",         REFUSAL_REPUTATION,     ""                         },
	{ "gmail-smtp-in.l.google.com",     "550", "5.7.25",
         "[2001:db8::1] The IP address sending this message does not have a PTR record setup",		      "Google",         REFUSAL_PTR,            ""                         },
	{ "gmail-smtp-in.l.google.com",     "550", "5.1.1",
         "The email account that you tried to reach does not exist. Please try",                                    "Google",
         REFUSAL_USER_UNKNOWN,																""                         },
	{ "gmail-smtp-in.l.google.com",     "450", "4.2.1",
         "The user you are trying to contact is receiving mail at a rate that prevents additional "
	  "messages from being delivered.",									 "Google",         REFUSAL_RATE,           ""                         },
	{ "gmail-smtp-in.l.google.com",     "452", "4.2.2",
         "The recipient's inbox is out of storage space.",                                                          "Google",         REFUSAL_FULL,           ""                         },
	{ "eur.olc.protection.outlook.com", "550", "5.7.1",
         "Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet "
	  "service provider since part of their network is on our block list (S3150).",			     "Microsoft",      REFUSAL_BLOCKLISTED,    ""                         },
	{ "eur.olc.protection.outlook.com", "451", "4.7.650",
         "The mail server [192.0.2.1] has been temporarily rate limited due to IP reputation. "
	  "(S775)",												 "Microsoft",      REFUSAL_REPUTATION,     ""                         },
	{ "x.mail.protection.outlook.com",  "550", "5.7.606",
         "Access denied, banned sending IP [192.0.2.1].",							   "Microsoft",      REFUSAL_BLOCKLISTED,    ""                         },
	{ "x.mail.protection.outlook.com",  "550", "5.7.511",
         "Access denied, banned sender[192.0.2.1].",								"Microsoft",      REFUSAL_BLOCKLISTED,    ""                         },
	{ "x.mail.protection.outlook.com",  "451", "4.7.500",
         "Server busy. Please try again later from [192.0.2.1]. (S77719)",                                          "Microsoft",
         REFUSAL_REPUTATION,																  ""                         },
	{ "x.mail.protection.outlook.com",  "550", "5.4.1",
         "Recipient address rejected: Access denied. AS(201806281) "
	  "[X.prod.protection.outlook.com]",									"Microsoft",      REFUSAL_USER_UNKNOWN,   ""                         },
	{ "x.mail.protection.outlook.com",  "550", "5.7.1",
         "Service unavailable, Client host [192.0.2.1] blocked using Spamhaus. AS(1450)",			   "Microsoft",      REFUSAL_BLOCKLISTED,    "zen.spamhaus.org"         },
	{ "x.mail.protection.outlook.com",  "550", "5.7.509",
         "Access denied, sending domain example.org does not pass DMARC verification",                              "Microsoft",
         REFUSAL_AUTHENTICATION,															      ""                         },
	{ "relay.example.net",              "550", "5.1.10",
         "RESOLVER.ADR.RecipientNotFound; not found [X.eurprd.prod.outlook.com]",                                   "Microsoft",
         REFUSAL_USER_UNKNOWN,																""                         },
	{ "mta7.am0.yahoodns.net",          "421", "4.7.0",
         "[TSS04] Messages from 192.0.2.1 temporarily deferred due to unexpected volume or user "
	  "complaints - 4.16.55.1",										 "Yahoo",          REFUSAL_REPUTATION,     ""                         },
	{ "mta7.am0.yahoodns.net",          "553", "5.7.2",
         "[TSS09] All messages from 192.0.2.1 will be permanently deferred; Retrying will NOT "
	  "succeed.",											       "Yahoo",          REFUSAL_BLOCKLISTED,    ""                         },
	{ "mta7.am0.yahoodns.net",          "554", "5.7.9",   "Message not accepted for policy reasons.",
         "Yahoo",														     REFUSAL_POLICY,         ""                         },
	{ "mta7.am0.yahoodns.net",          "552", "",        "1 Requested mail action aborted, mailbox not found",
         "Yahoo",														     REFUSAL_USER_UNKNOWN,   ""                         },
	{ "mx01.mail.icloud.com",           "550", "5.7.1",
         "[CS01] Message rejected due to local policy. Please visit "
	  "https://support.apple.com/en-us/HT204137",							       "Apple",          REFUSAL_CONTENT,        ""                         },
	{ "mx01.mail.icloud.com",           "554", "5.7.1",   "[HM08] Message rejected due to local policy.",
         "Apple",														     REFUSAL_CONTENT,        ""                         },
	{ "mx01.mail.icloud.com",           "550", "5.7.1",
         "Your email was rejected due to having a domain present in the Spamhaus DBL -- see "
	  "https://www.spamhaus.org/dbl/",									  "Apple",          REFUSAL_BLOCKLISTED,    "dbl.spamhaus.org"         },
	{ "mx1.comcast.net",                "554", "",
         "resimta-po-01v.sys.comcast.net comcast 192.0.2.1 found on one or more DNSBLs, see "
	  "http://postmaster.comcast.net/smtp-error-codes.php#BL000001",					    "Comcast",        REFUSAL_BLOCKLISTED,    "zen.spamhaus.org"         },
	{ "mx1.comcast.net",                "421", "",        "Try again later. RL000001",                          "Comcast",        REFUSAL_RATE,           ""                         },
	{ "mx00.gmx.net",                   "554", "",
         "gmx.net (mxgmx104) Nemesis ESMTP Service not available 554-No SMTP service 554-IP "
	  "address is block listed. 554 For explanation visit https://postmaster.gmx.net/en/case",		  "GMX and web.de", REFUSAL_BLOCKLISTED,    ""                         },
	{ "mx00.gmx.net",                   "554", "",
         "gmx.net (mxgmx104) Nemesis ESMTP Service not available 554-No SMTP service 554-Bad DNS "
	  "PTR resource record. 554 For",									   "GMX and web.de", REFUSAL_PTR,            ""                         },
	{ "mx-ha02.web.de",                 "421", "",        "web.de Rate limit reached. Please try again later.",
         "GMX and web.de",													    REFUSAL_RATE,           ""                         },
	{ "mx00.t-online.de",               "554", "",
         "IP=192.0.2.1 - A problem occurred. Ask your postmaster for help or to contact "
	  "tosa@rx.t-online.de to clarify. (BL)",								   "T-Online",       REFUSAL_BLOCKLISTED,    ""                         },
	{ "mx00.t-online.de",               "554", "",
         "IP=192.0.2.1 - None/bad reputation. Ask your postmaster for help or to contact "
	  "<postmaster@rx.t-online.de> for reset. (NOWL)",							  "T-Online",       REFUSAL_REPUTATION,     ""                         },
	{ "smtp-in.orange.fr",              "550", "5.2.0",   "Mail rejete. Mail rejected. OFR_506 [506]",
         "Orange",														    REFUSAL_CONTENT,        ""                         },
	{ "smtp-in.orange.fr",              "421", "",
         "mwinf5c04 ME Trop de connexions, veuillez verifier votre configuration. Too many "
	  "connections, slow down. OFR004_104 [104]",							       "Orange",         REFUSAL_RATE,           ""                         },
	{ "smtpz4.laposte.net",             "550", "5.5.0",
         "Adresse destinataire invalide. Invalid recipient. LPN007_416",                                            "La Poste",
         REFUSAL_USER_UNKNOWN,																""                         },
	{ "mx0a-001.pphosted.com",          "554", "",
         "Blocked - see https://ipcheck.proofpoint.com/?ip=192.0.2.1",                                              "Proofpoint",
         REFUSAL_REPUTATION,																  ""                         },
	{ "eu-smtp-inbound-1.mimecast.com", "550", "",
         "Rejected by header based Anti-Spoofing policy: a@example.org - "
	  "https://community.mimecast.com/docs/DOC-1369#550",						       "Mimecast",       REFUSAL_AUTHENTICATION, ""                         },
	{ "d1.ess.barracudanetworks.com",   "550", "",
         "permanent failure for one or more recipients (a@example.org:blocked)",                                    "Barracuda",
         REFUSAL_CONTENT,																     ""                         },
	{ "mx1.example.iphmx.com",          "554", "",
         "esa1.example.iphmx.com Your access to this mail system has been rejected due to the "
	  "sending MTA's poor reputation. If you believe that this failure is in error, please "
	  "contact the intended recipient via alternate means.",						    "Cisco",          REFUSAL_REPUTATION,     ""                         },
	{ "mxs.mail.ru",                    "550", "",
         "spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=x",			  "Mail.ru",        REFUSAL_CONTENT,        ""                         },
	{ "mx.yandex.ru",                   "554", "5.7.1",
         "[2] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc",                                       "Yandex",
         REFUSAL_CONTENT,																     ""                         },
	{ "mx3.qq.com",                     "550", "",
         "Ip frequency limited. http://service.mail.qq.com/cgi-bin/help?subtype=1",                                 "Tencent",
         REFUSAL_RATE,																	""                         },
	{ "163mx01.mxmail.netease.com",     "554", "",
         "DT:SPM 163 mx1,x http://mail.163.com/help/help_spam_16.htm?ip=192.0.2.1",                                 "NetEase",
         REFUSAL_CONTENT,																     ""                         },
	{ "mx.example.org",                 "554", "5.7.1",
         "Service unavailable; Client host [192.0.2.1] blocked using bl.spamcop.net; Blocked - "
	  "see https://www.spamcop.net/bl.shtml?192.0.2.1",							 "",	       REFUSAL_BLOCKLISTED,    "bl.spamcop.net"           },
	{ "mx.example.org",                 "554", "5.7.1",
         "Service unavailable; Client host [192.0.2.1] blocked using abcdefgh.zen.dq.spamhaus.net",		 "",	       REFUSAL_BLOCKLISTED,    "zen.spamhaus.org"         },
	{ "mx.example.org",                 "550", "",
         "JunkMail rejected - host [192.0.2.1]:40598 is in an RBL: "
	  "https://www.spamhaus.org/query/ip/192.0.2.1",							    "",	       REFUSAL_BLOCKLISTED,    "zen.spamhaus.org"         },
	{ "mx.example.org",                 "554", "",
         "Refused. Your IP address is listed in the RBL at b.barracudacentral.org",                                 "",
         REFUSAL_BLOCKLISTED,																 "b.barracudacentral.org"   },
	{ "mx.example.org",                 "554", "5.7.1",
         "Service unavailable; Client host [192.0.2.1] blocked using dnsbl.example.net",                            "",
         REFUSAL_BLOCKLISTED,																 "dnsbl.example.net"        },
	{ "mx.example.org",                 "550", "",
         "rejected because 192.0.2.1 is in a black list at dnsbl-2.uceprotect.net",                                 "",
         REFUSAL_BLOCKLISTED,																 "dnsbl-2.uceprotect.net"   },
	{ "mx.example.org",                 "554", "5.7.1",
         "Client host rejected: see https://lookup.abusix.com/search?q=192.0.2.1",                                  "",
         REFUSAL_BLOCKLISTED,																 "combined.mail.abusix.zone"},
	{ "mx.example.org",                 "550", "5.1.1",
         "<x@example.org>: Recipient address rejected: User unknown in virtual mailbox table",                      "",
         REFUSAL_USER_UNKNOWN,																""                         },
	{ "mx.example.org",                 "450", "4.7.25",
         "Client host rejected: cannot find your hostname, [192.0.2.1]",                                            "",               REFUSAL_PTR,            ""                         },
	{ "mx.example.org",                 "450", "4.2.0",
         "<x@example.org>: Recipient address rejected: Greylisted, see "
	  "http://postgrey.schweikert.ch/help/example.org.html",						    "",	       REFUSAL_GREYLISTED,     ""                         },
	{ "mx.example.org",                 "552", "5.2.2",
         "<x@example.org> Quota exceeded (mailbox for user is full)",                                               "",               REFUSAL_FULL,           ""                         },
	{ "mx.example.org",                 "552", "5.3.4",   "Message size exceeds fixed limit",                   "",
         REFUSAL_TOO_LARGE,																   ""                         },
	{ "mx.example.org",                 "554", "5.7.1",   "<x@example.org>: Relay access denied",               "",
         REFUSAL_RELAY,																       ""                         },
	{ "mx.example.org",                 "554", "5.7.1",   "Spam message rejected",                              "",               REFUSAL_CONTENT,        ""                         },
	{ "mx.example.org",                 "550", "",        "This message scored 12.3 spam points.",              "",               REFUSAL_CONTENT,
         ""																					      },
	{ "mx.example.org",                 "554", "5.4.6",   "Too many hops",                                      "",               REFUSAL_LOOP,           ""                         },
	{ "mx.example.org",                 "451", "4.3.0",   "<x@example.org>: Temporary lookup failure",          "",
         REFUSAL_THEIRS,																      ""                         },
	{ "mx.example.org",                 "550", "5.7.1",   "SPF check failed for example.org",                   "",
         REFUSAL_AUTHENTICATION,															      ""                         },
	{ "mx.example.org",                 "553", "",
         "sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)",                                       "",               REFUSAL_RELAY,
         ""																					      },
	{ "mx.example.org",                 "550", "",        "#5.1.0 Address rejected.",                           "",               REFUSAL_USER_UNKNOWN,   ""                         },
	{ "mx.example.org",                 "571", "5.7.1",   "message contains a virus (Eicar)",                   "",               REFUSAL_VIRUS,
         ""																					      },
	{ "mx.example.org",                 "556", "5.1.10",  "Recipient address has null MX",                      "",               REFUSAL_NO_MAIL,
         ""																					      },
	{ "mx.example.org",                 "550", "5.9.9",   "something nobody knows",                             "",               REFUSAL_UNKNOWN,        ""                         },
};

static void load(struct refusal_rules *rules)
{
	struct arena mem = { 0 };
	struct refusals_places where = { .folder = STR("/nowhere") };
	struct err err;

	where.shipped = arena_fmt(&mem, "%s/share/refusals", getenv("NETIZEN_SOURCE"));
	if (refusals_load(rules, &where, &err) < 0)
		fail_msg("%s", err.text);
	arena_done(&mem);
}

static void shipped_rules_know_replies(void **state)
{
	struct refusal_rules AUTO(refusal_rules_done) rules;
	unsigned wrong = 0;

	(void)state;
	load(&rules);
	for (size_t i = 0; i < LEN(sample); i++) {
		struct refusal_reply r =
			refusal_reply_of(str_of(sample[i].reply), str_of(sample[i].enhanced));
		struct refusal_found found;

		refusal_rules_find(&rules, str_of(sample[i].server), &r, str_of(sample[i].text),
				   &found);
		if (found.meaning == sample[i].meaning &&
		    str_eq(found.provider, str_of(sample[i].provider)) &&
		    str_eq(found.list, str_of(sample[i].list)))
			continue;
		print_error("%s: \"%.*s\", %s, \"%.*s\"\n", sample[i].text, STR_ARG(found.provider),
			    refusal_meaning_name(found.meaning), STR_ARG(found.list));
		wrong++;
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(faults_have_a_place),
		cmocka_unit_test(shipped_rules_know_replies),
	};
	return cmocka_run_group_tests_name("conf/refusals", tests, NULL, NULL);
}
