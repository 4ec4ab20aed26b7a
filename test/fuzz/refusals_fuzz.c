/* Files of refusals, and replies: what stands before the first empty line are rules, the rest is a
 * reply. What is told of it lies in it or is the rules', and asked again the answer is the same. A
 * rule made of a reply holds for it. */
#include "fuzz.h"

#include "conf/refusals.h"
#include "flow/clusters.h"
#include "flow/refusal.h"

static bool within(struct str whole, struct str part)
{
	return part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

static bool a_list_of(const struct refusal_rules *rules, struct str name)
{
	for (uint32_t i = 0; i < rules->rules; i++)
		if (rules->rule[i].list.p == name.p)
			return true;
	return false;
}

static void ask(const struct refusal_rules *rules, struct str reply)
{
	struct str server = str_sub(reply, 0, str_find(reply, '\n'));
	struct refusal r, again;

	if (!refusal_read(rules, server, STR("5.7.1"), reply, &r))
		return;
	PROPERTY(refusal_read(rules, server, STR("5.7.1"), reply, &again));
	PROPERTY(str_eq(r.meaning, again.meaning) && str_eq(r.listed_on, again.listed_on) &&
		 str_eq(r.provider, again.provider) && r.known == again.known);
	PROPERTY(within(reply, r.code) || str_eq(r.code, STR("5.7.1")));
	PROPERTY(within(reply, r.listed_on) || a_list_of(rules, r.listed_on));
	PROPERTY(r.meaning.n > 0);
}

/* The rule that a person would copy holds for the reply it is made of. */
static void name_it(struct str reply)
{
	struct refusal_rules AUTO(refusal_rules_done) rules = { 0 };
	struct refusal_rule rule = { .meaning = REFUSAL_LOOP, .provider = REFUSAL_ANY };
	struct clusters AUTO(clusters_done) c = { 0 };
	struct buf AUTO(buf_done) pattern = { 0 };
	struct refusal r;

	if (!refusal_read(NULL, STR("mx"), STR("5.7.1"), reply, &r))
		return;
	clusters_add(&c, &r);
	clusters_add(&c, &r);
	PROPERTY(c.n == 1 && c.of[0].count == 2);
	buf_init(&pattern, 1000);
	cluster_pattern(&c.of[0], &pattern);
	refusal_rules_init(&rules);
	PROPERTY(refusal_rules_add(&rules, &rule, buf_str(&pattern), NULL) == 0);
	refusal_rules_seal(&rules);
	PROPERTY(refusal_read(&rules, STR("mx"), STR("5.7.1"), reply, &r));
	PROPERTY(r.means == REFUSAL_LOOP);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct refusal_rules AUTO(refusal_rules_done) rules;
	struct str reply = fuzz_str(data, n);
	struct str file = reply;
	struct err err = { 0 };

	refusal_rules_init(&rules);
	for (size_t i = 0; i + 1 < n; i++)
		if (data[i] == '\n' && data[i + 1] == '\n') {
			file = str_sub(reply, 0, i + 1);
			reply = str_sub(reply, i + 2, n);
			break;
		}
	if (refusals_read(&rules, file, STR("f"), true, &err) < 0)
		PROPERTY(err.kind == ERR_INPUT && err.text[0]);
	refusal_rules_seal(&rules);
	ask(&rules, reply);
	name_it(reply);
	return 0;
}
