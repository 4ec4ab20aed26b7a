/* Judging one reply: what it is worth first, what it says only then.
 *
 * A reply that did not come, is broken or is an error says nothing. Records are looked at
 * before the result code, because some servers send both a record and "no such name". Among
 * records the worst for our trust decides: one address outside 127/8 and none of them counts.
 * Only what is left of a denial by the zone itself is clean.
 */
#include "model/answer.h"

#include <stdio.h>

enum { RCODE_OK = 0, RCODE_SERVFAIL = 2, RCODE_NXDOMAIN = 3 };

static struct answer unknown(enum answer_why why, bool retry)
{
	return (struct answer){
		.verdict = ANSWER_UNKNOWN, .why = why, .retry = retry, .score = -1
	};
}

static int gravity(enum list_kind k)
{
	switch (k) {
	case LIST_NEUTRAL:
		return 0;
	case LIST_WHITE:
		return 1;
	case LIST_POLICY:
		return 2;
	case LIST_RANGE:
		return 3;
	case LIST_BLOCK:
		return 4;
	case LIST_REFUSAL:
		return 5;
	}
	return 0;
}

/* Every code is weighed, also those that there is no room to keep. */
static void code_add(struct answer *a, uint32_t raw, const struct list_code *code)
{
	if (a->n_codes < ANSWER_CODES_MAX)
		a->codes[a->n_codes++] = (struct answer_code){ raw, code };
	if (!code) {
		a->new_code = true;
	} else if (gravity(code->kind) > gravity(a->kind)) {
		a->kind = code->kind;
		a->severity = code->severity;
	} else if (code->kind == a->kind && code->severity > a->severity) {
		a->severity = code->severity;
	}
}

/* Takes the last octet's bits apart; anything but 127.0.0.x with a bit set is a new code. */
static void bits_add(struct answer *a, const struct list *l, uint32_t raw)
{
	if (raw >> 8 != 0x7f0000 || (raw & 0xff) == 0) {
		code_add(a, raw, list_code_of(l, raw));
		return;
	}
	for (uint32_t bit = 1; bit <= 128; bit <<= 1)
		if (raw & bit)
			code_add(a, raw, list_code_of(l, bit));
}

static void codes_take(struct answer *a, const struct list *l, const struct reply_facts *f)
{
	for (size_t i = 0; i < f->n_addrs && i < REPLY_ADDRS_MAX; i++) {
		if (l->style == LIST_BITS)
			bits_add(a, l, f->addr[i]);
		else
			code_add(a, f->addr[i], list_code_of(l, f->addr[i]));
	}
}

static bool has_meaning(const struct list *l, uint32_t raw)
{
	return list_code_of(l, l->style == LIST_BITS ? raw & 0xff : raw) != NULL;
}

/* Why records are not to be believed, whatever the table says of the others. */
static enum answer_why records_flaw(const struct list *l, const struct reply_facts *f)
{
	enum answer_why flaw = WHY_NONE;

	for (size_t i = 0; i < f->n_addrs && i < REPLY_ADDRS_MAX; i++) {
		uint32_t raw = f->addr[i];

		if (raw >> 24 != 127)
			return WHY_REWRITTEN;
		if (raw >> 8 == 0x7fffff)
			flaw = WHY_OPERATOR;
		else if (raw == 0x7f000001 && !has_meaning(l, raw) && flaw == WHY_NONE)
			flaw = WHY_BLOCKED;
	}
	return flaw;
}

static void not_believed(struct answer *a, enum answer_why why, bool retry)
{
	a->verdict = ANSWER_UNKNOWN;
	a->why = why;
	a->retry = retry;
	a->kind = LIST_NEUTRAL;
	a->severity = 0;
}

static struct answer judge_records(const struct list *l, const struct reply_facts *f)
{
	struct answer a = { .score = -1,
			    .kind = LIST_NEUTRAL,
			    .odd = f->rcode != RCODE_OK,
			    .keep = SPAN_S(f->ttl) };
	enum answer_why flaw = records_flaw(l, f);

	codes_take(&a, l, f);
	if (flaw != WHY_NONE) {
		a.new_code = false;
		not_believed(&a, flaw, flaw != WHY_OPERATOR);
	} else if (a.kind == LIST_REFUSAL) {
		not_believed(&a, WHY_QUOTA, false);
	} else if (a.kind != LIST_NEUTRAL) {
		a.verdict = ANSWER_LISTED;
		a.odd |= a.new_code;
	} else if (a.new_code) {
		not_believed(&a, WHY_NEW_CODE, false);
	}
	if (a.verdict != ANSWER_UNKNOWN && (l->style == LIST_SCORE || l->style == LIST_ORDINAL))
		a.score = (int)(f->addr[0] & 0xff);
	return a;
}

static struct answer judge_denial(const struct list *l, const struct reply_facts *f)
{
	struct answer a = { .verdict = ANSWER_CLEAN, .score = -1 };

	if (!f->has_soa)
		return f->aa ? a : unknown(WHY_UNPROVEN, true);
	if (!list_owns(l, f->soa_owner))
		return unknown(WHY_ZONE_GONE, true);
	a.keep = SPAN_S(f->soa_ttl < f->soa_minimum ? f->soa_ttl : f->soa_minimum);
	return a;
}

struct answer answer_judge(const struct list *l, const struct reply_facts *f)
{
	if (f->fate != REPLY_CAME || f->tc || f->rcode == RCODE_SERVFAIL)
		return unknown(WHY_TRANSPORT, true);
	if (f->rcode != RCODE_OK && f->rcode != RCODE_NXDOMAIN)
		return unknown(WHY_REFUSED, true);
	return f->n_addrs ? judge_records(l, f) : judge_denial(l, f);
}

bool answer_is_policy(const struct answer *a)
{
	return a->verdict == ANSWER_LISTED && a->kind == LIST_POLICY;
}

const char *answer_verdict_name(enum answer_verdict v)
{
	switch (v) {
	case ANSWER_CLEAN:
		return "clean";
	case ANSWER_LISTED:
		return "listed";
	case ANSWER_UNKNOWN:
		break;
	}
	return "unknown";
}

const char *answer_why_name(enum answer_why why)
{
	static const char *const name[WHY_COUNT] = {
		[WHY_NONE] = "none",           [WHY_TRANSPORT] = "transport",
		[WHY_REFUSED] = "refused",     [WHY_ZONE_GONE] = "zone-gone",
		[WHY_UNPROVEN] = "unproven",   [WHY_REWRITTEN] = "rewritten",
		[WHY_OPERATOR] = "error-code", [WHY_BLOCKED] = "blocked",
		[WHY_QUOTA] = "quota",         [WHY_NEW_CODE] = "new-code",
	};

	return why < WHY_COUNT ? name[why] : "none";
}

static const char *fate_text(const struct reply_facts *f)
{
	switch (f->fate) {
	case REPLY_CAME:
		break;
	case REPLY_TIMEOUT:
		return "no answer";
	case REPLY_UNREACHABLE:
		return "the name server cannot be reached";
	case REPLY_GARBLED:
		return "the answer is no DNS message";
	case REPLY_MISMATCH:
		return "the answer is about something else";
	}
	return f->tc ? "the answer is truncated" : "the name server failed (SERVFAIL)";
}

static const char *rcode_text(unsigned rcode)
{
	switch (rcode) {
	case 1:
		return "FORMERR";
	case 4:
		return "NOTIMP";
	case 5:
		return "REFUSED";
	case 9:
		return "NOTAUTH";
	default:
		return "an error";
	}
}

/* What stands before the code in a sentence about it. */
static const char *code_text(enum answer_why why)
{
	switch (why) {
	case WHY_REWRITTEN:
		return "the answer is an ordinary address (parked domain or lying resolver)";
	case WHY_OPERATOR:
		return "the operator answers with an error code";
	case WHY_BLOCKED:
		return "the question was blocked or intercepted on its way";
	case WHY_QUOTA:
		return "the operator does not serve us";
	case WHY_NEW_CODE:
		return "the code is not in the table of this list";
	case WHY_NONE:
	case WHY_TRANSPORT:
	case WHY_REFUSED:
	case WHY_ZONE_GONE:
	case WHY_UNPROVEN:
	case WHY_COUNT:
		break;
	}
	return "";
}

/* The record that the sentence is about: the refusal, the stranger, else the first. */
static const struct answer_code *telling(const struct answer *a)
{
	for (size_t i = 0; i < a->n_codes; i++) {
		const struct answer_code *c = &a->codes[i];
		bool stranger = a->why == WHY_REWRITTEN && c->raw >> 24 != 127;
		bool error = a->why == WHY_OPERATOR && c->raw >> 8 == 0x7fffff;
		bool quota = a->why == WHY_QUOTA && c->code && c->code->kind == LIST_REFUSAL;
		bool fresh = a->why == WHY_NEW_CODE && !c->code;

		if (stranger || error || quota || fresh)
			return c;
	}
	return a->n_codes ? &a->codes[0] : NULL;
}

const char *answer_why_text(const struct answer *a, const struct reply_facts *f, char *text)
{
	const struct answer_code *c = telling(a);
	struct str means = c && c->code ? c->code->meaning : STR("");
	char addr[IP_TEXT_MAX + 1];

	text[0] = '\0';
	if (a->why == WHY_TRANSPORT)
		snprintf(text, ANSWER_TEXT_MAX, "%s", fate_text(f));
	else if (a->why == WHY_REFUSED)
		snprintf(text, ANSWER_TEXT_MAX, "the name server answers %s", rcode_text(f->rcode));
	else if (a->why == WHY_ZONE_GONE)
		snprintf(text, ANSWER_TEXT_MAX, "the zone is gone: %.*s answers for it",
			 f->soa_owner.n ? (int)(f->soa_owner.n > 80 ? 80 : f->soa_owner.n) : 8,
			 f->soa_owner.n ? f->soa_owner.p : "the root");
	else if (a->why == WHY_UNPROVEN)
		snprintf(text, ANSWER_TEXT_MAX, "denied without authority");
	else if (c)
		snprintf(text, ANSWER_TEXT_MAX, "%s: %s%s%.*s", code_text(a->why),
			 ip_text(ip4(c->raw >> 24, c->raw >> 16 & 255, c->raw >> 8 & 255,
				     c->raw & 255),
				 addr),
			 means.n ? ", " : "", STR_ARG(means));
	return text;
}
