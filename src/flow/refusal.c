/* Refusals: whose server, which code, what it means. */
#include "flow/refusal.h"

#include <stdbool.h>
#include <string.h>

struct pair {
	struct str mark, name;
};

/* By the end of the server's name. */
static const struct pair provider[] = {
	{STR_INIT(".google.com"),             STR_INIT("Google")        },
	{ STR_INIT(".googlemail.com"),        STR_INIT("Google")        },
	{ STR_INIT(".outlook.com"),           STR_INIT("Microsoft")     },
	{ STR_INIT(".hotmail.com"),           STR_INIT("Microsoft")     },
	{ STR_INIT(".yahoodns.net"),          STR_INIT("Yahoo")         },
	{ STR_INIT(".icloud.com"),            STR_INIT("Apple")         },
	{ STR_INIT(".comcast.net"),           STR_INIT("Comcast")       },
	{ STR_INIT(".gmx.net"),               STR_INIT("GMX and web.de")},
	{ STR_INIT(".gmx.com"),               STR_INIT("GMX and web.de")},
	{ STR_INIT(".web.de"),                STR_INIT("GMX and web.de")},
	{ STR_INIT(".t-online.de"),           STR_INIT("T-Online")      },
	{ STR_INIT(".pphosted.com"),          STR_INIT("Proofpoint")    },
	{ STR_INIT(".mimecast.com"),          STR_INIT("Mimecast")      },
	{ STR_INIT(".barracudanetworks.com"), STR_INIT("Barracuda")     },
	{ STR_INIT(".iphmx.com"),             STR_INIT("Cisco")         },
	{ STR_INIT(".mail.ru"),               STR_INIT("Mail.ru")       },
	{ STR_INIT(".yandex.ru"),             STR_INIT("Yandex")        },
	{ STR_INIT(".orange.fr"),             STR_INIT("Orange")        },
	{ STR_INIT(".free.fr"),               STR_INIT("Free")          },
	{ STR_INIT(".qq.com"),                STR_INIT("Tencent")       },
};

/* Names that refusals cite, and the list each stands for. */
static const struct pair list[] = {
	{STR_INIT("spamhaus"),            STR_INIT("Spamhaus")     },
	{ STR_INIT("spamcop.net"),        STR_INIT("SpamCop")      },
	{ STR_INIT("barracudacentral"),   STR_INIT("Barracuda")    },
	{ STR_INIT("sorbs.net"),          STR_INIT("SORBS")        },
	{ STR_INIT("uceprotect"),         STR_INIT("UCEPROTECT")   },
	{ STR_INIT("abuseat.org"),        STR_INIT("Spamhaus")     },
	{ STR_INIT("psbl.surriel.com"),   STR_INIT("PSBL")         },
	{ STR_INIT("psbl.org"),           STR_INIT("PSBL")         },
	{ STR_INIT("mailspike"),          STR_INIT("Mailspike")    },
	{ STR_INIT("nixspam"),            STR_INIT("NiX Spam")     },
	{ STR_INIT("manitu.net"),         STR_INIT("NiX Spam")     },
	{ STR_INIT("invaluement"),        STR_INIT("Invaluement")  },
	{ STR_INIT("backscatterer.org"),  STR_INIT("Backscatterer")},
	{ STR_INIT("blocklist.de"),       STR_INIT("blocklist.de") },
	{ STR_INIT("spfbl.net"),          STR_INIT("SPFBL")        },
	{ STR_INIT("0spam.org"),          STR_INIT("0spam")        },
	{ STR_INIT("cloudmark"),          STR_INIT("Cloudmark")    },
	{ STR_INIT("trendmicro"),         STR_INIT("Trend Micro")  },
	{ STR_INIT("ers.trendmicro.com"), STR_INIT("Trend Micro")  },
	{ STR_INIT("senderscore"),        STR_INIT("Sender Score") },
};

/* By the end of an enhanced code, where it is so clear (RFC 3463, 7372). */
static const struct pair detail[] = {
	{STR_INIT(".1.1"),   STR_INIT("user unknown")               },
	{ STR_INIT(".1.2"),  STR_INIT("domain unknown")             },
	{ STR_INIT(".1.3"),  STR_INIT("address malformed")          },
	{ STR_INIT(".1.6"),  STR_INIT("user has moved")             },
	{ STR_INIT(".1.8"),  STR_INIT("our sender's domain unknown")},
	{ STR_INIT(".1.10"), STR_INIT("domain takes no mail")       },
	{ STR_INIT(".2.1"),  STR_INIT("mailbox disabled")           },
	{ STR_INIT(".2.2"),  STR_INIT("mailbox full")               },
	{ STR_INIT(".2.3"),  STR_INIT("too large")                  },
	{ STR_INIT(".3.4"),  STR_INIT("too large")                  },
	{ STR_INIT(".4.1"),  STR_INIT("no answer")                  },
	{ STR_INIT(".4.2"),  STR_INIT("connection broke")           },
	{ STR_INIT(".4.4"),  STR_INIT("cannot be routed")           },
	{ STR_INIT(".4.7"),  STR_INIT("given up after days")        },
	{ STR_INIT(".7.20"), STR_INIT("authentication missing")     },
	{ STR_INIT(".7.21"), STR_INIT("authentication missing")     },
	{ STR_INIT(".7.23"), STR_INIT("authentication missing")     },
	{ STR_INIT(".7.25"), STR_INIT("no reverse name")            },
	{ STR_INIT(".7.26"), STR_INIT("authentication missing")     },
	{ STR_INIT(".7.28"), STR_INIT("rate")                       },
};

/* By the subject of an enhanced code. */
static const char *const subject[] = { "other",   "address",  "mailbox", "mail system",
				       "network", "protocol", "content", "policy" };

static bool cites(struct str text, struct str word)
{
	for (size_t i = 0; i + word.n <= text.n; i++)
		if ((text.p[i] | 32) == (word.p[0] | 32) &&
		    str_eq_nocase(str_sub(text, i, word.n), word))
			return true;
	return false;
}

static struct str by_end(const struct pair *pair, size_t n, struct str s)
{
	for (size_t i = 0; i < n; i++)
		if (s.n >= pair[i].mark.n &&
		    str_eq_nocase(str_sub(s, s.n - pair[i].mark.n, s.n), pair[i].mark))
			return pair[i].name;
	return (struct str){ 0 };
}

static bool digit(char c)
{
	return c >= '0' && c <= '9';
}

static size_t digits(struct str s)
{
	size_t n = 0;

	while (n < s.n && digit(s.p[n]))
		n++;
	return n;
}

/* "5.7.1" at the head of s, or nothing. */
static struct str enhanced(struct str s)
{
	size_t at = 1, n;

	if (s.n < 5 || (s.p[0] != '4' && s.p[0] != '5' && s.p[0] != '2'))
		return (struct str){ 0 };
	for (int part = 0; part < 2; part++) {
		if (at >= s.n || s.p[at] != '.')
			return (struct str){ 0 };
		n = digits(str_sub(s, at + 1, s.n));
		if (n < 1 || n > 3)
			return (struct str){ 0 };
		at += 1 + n;
	}
	return str_sub(s, 0, at);
}

/* The codes of the first reply in the text: "550 5.7.1 ..." or "550-5.7.1 ...". */
static void codes(struct str text, struct str *reply, struct str *code)
{
	*reply = *code = (struct str){ 0 };
	for (size_t i = 0; i + 4 <= text.n; i++) {
		if ((text.p[i] != '4' && text.p[i] != '5') ||
		    (i > 0 && text.p[i - 1] != ' ' && text.p[i - 1] != '"'))
			continue;
		if (digits(str_sub(text, i, 4)) != 3 ||
		    (text.p[i + 3] != ' ' && text.p[i + 3] != '-'))
			continue;
		*reply = str_sub(text, i, 3);
		*code = enhanced(str_sub(text, i + 4, text.n));
		return;
	}
}

static struct str meaning_of(struct str code)
{
	struct str word;

	if (code.n < 5 || code.p[1] != '.')
		return STR("refused");
	word = by_end(detail, LEN(detail), str_sub(code, 1, code.n));
	if (word.n)
		return word;
	return code.p[2] >= '0' && code.p[2] <= '7' && code.p[3] == '.'
		       ? str_of(subject[code.p[2] - '0'])
		       : STR("refused");
}

bool refusal_read(struct str server, struct str code, struct str text, struct refusal *out)
{
	struct str reply, said;

	codes(text, &reply, &said);
	if (reply.n == 0)
		return false;
	*out = (struct refusal){ .provider = by_end(provider, LEN(provider), server) };
	out->code = said.n ? said : enhanced(code).n ? enhanced(code) : reply;
	out->meaning = meaning_of(out->code);
	for (size_t i = 0; i < LEN(list) && !out->listed_on.n; i++)
		if (cites(text, list[i].mark))
			out->listed_on = list[i].name;
	if (out->listed_on.n)
		out->meaning = STR("blocklisted");
	return true;
}
