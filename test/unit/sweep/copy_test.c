/* Local copies: answers of small files, refusals, changes between two versions; and that an index
 * of runs answers as a walk over all entries does. (The real rbldnsd is compared in e2e.) */
#include "unit.h"

#include "base/rng.h"
#include "sweep/copy.h"
#include "sweep/copy_diff.h"
#include "sweep/copy_info.h"
#include "sweep/copy_runs.h"
#include "sys/file.h"

#include <stdio.h>

static char dir[64], path[96];
static const struct instant now = { INT64_C(1780000000000000) };

static int load_as(enum rbl_type type, struct str text, struct copy **c, struct err *err)
{
	struct copy_spec spec = { .zone = STR("bl.example"), .type = type };

	spec.path = str_of(path);
	assert_int_equal(file_save(spec.path, text, err), 0);
	return copy_load(&spec, now, c, err);
}

static struct copy *load(enum rbl_type type, const char *text)
{
	struct copy *c;
	struct err err;

	if (load_as(type, str_of(text), &c, &err) < 0)
		fail_msg("%s", err.text);
	return c;
}

static const struct {
	enum rbl_type type;
	const char *text;
	bool four, six, names, mapped;
} speaks[] = {
	{RBL_IP4SET,    "192.0.2.1\n",							 1, 0, 0, 1},
	{ RBL_IP4SET,   "!192.0.2.1\n",							0, 0, 0, 0},
	{ RBL_IP4TSET,  "192.0.2.1\n",							 1, 0, 0, 1},
	{ RBL_IP6TRIE,  "2001:db8::/32\n",						     0, 1, 0, 1},
	{ RBL_DNSET,    "bad.example\n",						       0, 0, 1, 0},
	{ RBL_DNSET,    ".2.0.192\nbad.example\n",                                             1, 0, 1, 1},
	{ RBL_GENERIC,  "9.2.0.192 A 127.0.0.2\n",                                             1, 0, 0, 1},
	{ RBL_COMBINED, "$DATASET ip4set @\n192.0.2.1\n$DATASET ip6trie @\n2001:db8::/32\n",   1, 1,
         0,											     1},
	{ RBL_COMBINED, "$DATASET ip4set @\n192.0.2.1\n$DATASET ip6trie @\n",                  1, 0, 0, 1},
	{ RBL_COMBINED, "$DATASET ip4set @\n192.0.2.1\n$DATASET ip6trie sub\n2001:db8::/32\n", 1, 0,
         0,											     1},
	{ RBL_IP4SET,   "# nothing\n",							 0, 0, 0, 0},
};

static void silence_means_something_where_there_are_data(void **state)
{
	static const struct ip mapped = {
		.len = 16, .b = {[10] = 0xff, 0xff, 192, 0, 2, 9}
	};

	(void)state;
	for (size_t i = 0; i < LEN(speaks); i++) {
		struct copy *c = load(speaks[i].type, speaks[i].text);

		if (copy_speaks_of(c, ip4(192, 0, 2, 9)) != speaks[i].four ||
		    copy_speaks_of(c,
				   (struct ip){
					   .len = 16, .b = {0x20, 1}
                }) != speaks[i].six ||
		    copy_speaks_of(c, (struct ip){ .len = 0 }) != speaks[i].names ||
		    copy_speaks_of(c, mapped) != speaks[i].mapped)
			fail_msg("%s", speaks[i].text);
		copy_free(c);
	}
}

static const char *refusal(enum rbl_type type, const char *text)
{
	static struct err err;
	struct copy *c;

	assert_int_equal(load_as(type, str_of(text), &c, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	return err.text;
}

static void a_list_answers(void **state)
{
	struct copy *c = load(RBL_UNKNOWN, "$SOA 1h ns.ex who.ex 77 1 1 1 1\n"
					   ":3:see $\n192.0.2/24\n192.0.2.9 :4:\n!192.0.2.8\n");
	struct copy_found found;
	struct buf text AUTO(buf_done);

	(void)state;
	buf_init(&text, COPY_TEXT_MAX);
	assert_int_equal(copy_info(c).type, RBL_IP4SET);
	assert_int_equal(copy_info(c).serial, 77);
	assert_int_equal(copy_info(c).entries, 3);
	assert_true(copy_ip(c, 0, ip4(192, 0, 2, 1), &found));
	assert_int_equal(found.n, 1);
	assert_int_equal(found.r[0].a[3], 3);
	assert_int_equal(found.r[0].ttl, 2100);
	copy_reason(c, &found, 0, &text);
	assert_str(buf_str(&text), "see 192.0.2.1");
	assert_true(copy_ip(c, 0, ip4(192, 0, 2, 9), &found));
	assert_int_equal(found.r[0].a[3], 4);
	buf_clear(&text);
	copy_reason(c, &found, 0, &text);
	assert_str(buf_str(&text), "");
	assert_false(copy_ip(c, 0, ip4(192, 0, 2, 8), &found));
	assert_int_equal(found.n, 0);
	assert_false(copy_has(c, 0, ip4(192, 0, 3, 0)));
	assert_true(copy_has(c, 0, ip4(192, 0, 2, 255)));
	assert_true(copy_name(c, 0, STR("1.2.0.192"), &found));
	assert_false(copy_name(c, 0, STR("1.2.0.192.x"), &found));
	assert_false(copy_name(c, 0, STR(""), &found));
	copy_free(c);
}

static void types_are_guessed(void **state)
{
	static const struct {
		const char *text;
		enum rbl_type want;
	} file[] = {
		{"# x\n\n192.0.2.1 text\n",                  RBL_IP4SET  },
		{ ":2:x\n2001:db8::/32\n",                   RBL_IP6TRIE },
		{ ".example.com\nexample.org x\n",           RBL_DNSET   },
		{ "www A 127.0.0.2\n",                       RBL_GENERIC },
		{ "$TTL 1h\n$DATASET ip4set @\n192.0.2.1\n", RBL_COMBINED},
	};

	(void)state;
	for (size_t i = 0; i < LEN(file); i++) {
		struct copy *c = load(RBL_UNKNOWN, file[i].text);

		assert_int_equal(copy_info(c).type, file[i].want);
		copy_free(c);
	}
	assert_non_null(strstr(refusal(RBL_UNKNOWN, "# nothing\n"), "ZONE=ip4set:PATH"));
}

static void subzones_are_zones(void **state)
{
	struct copy *c = load(RBL_COMBINED, "$DATASET ip4set @ a\n192.0.2.1 :3\n"
					    "$DATASET dnset a b.a\n.ex.com\n");
	struct copy_found found;

	(void)state;
	assert_int_equal(copy_info(c).subzones, 2);
	assert_str(copy_subzone(c, 1), "a");
	assert_str(copy_subzone(c, 2), "b.a");
	assert_true(copy_ip(c, 1, ip4(192, 0, 2, 1), &found));
	assert_false(copy_ip(c, 2, ip4(192, 0, 2, 1), &found));
	assert_true(copy_name(c, 0, STR("WWW.ex.com.A"), &found));
	assert_true(copy_name(c, 0, STR("ex.com.b.a"), &found));
	assert_false(copy_name(c, 0, STR("ex.com"), &found));
	copy_free(c);
}

static void files_are_refused(void **state)
{
	char many[6000] = "";
	size_t n = 0;
	struct err err;
	struct copy *c;

	(void)state;
	assert_non_null(strstr(refusal(RBL_IP4SET, "192.0.2.1\nrubbish\n"), "first line 2"));
	assert_non_null(strstr(refusal(RBL_IP4SET, "$TIMESTAMP 20990101\n192.0.2.1\n"), "future"));
	assert_non_null(strstr(refusal(RBL_IP4SET, "$TIMESTAMP 20200101 +1d\n192.0.2.1\n"),
			       "expired 2020-01-02T00:00:00Z"));
	assert_non_null(strstr(refusal(RBL_COMBINED, "192.0.2.1\n"), "line 1"));
	assert_non_null(strstr(refusal(RBL_COMBINED, "$DATASET acl @\n"), "unknown type"));
	for (int i = 0; i < 99; i++)
		n += (size_t)snprintf(many + n, sizeof(many) - n, "192.0.2.%d\n", i);
	snprintf(many + n, sizeof(many) - n, "rubbish\n");
	c = load(RBL_IP4SET, many); /* one in a hundred is borne */
	assert_int_equal(copy_info(c).bad, 1);
	assert_int_equal(copy_info(c).bad_line, 100);
	copy_free(c);
	assert_non_null(strstr(refusal(RBL_IP4SET, many + strlen("192.0.2.0\n")), "1 of 99 lines"));
	assert_int_equal(load_as(RBL_IP4SET, STR("\x1f\x8b\x08"), &c, &err), -1);
	assert_non_null(strstr(err.text, "ends in the middle"));
	assert_int_equal(file_remove(str_of(path), &err), 0);
	assert_int_equal(copy_load(&(struct copy_spec){ .path = str_of(path) }, now, &c, &err), -1);
	assert_int_equal(err.kind, ERR_GONE);
}

static void half_of_it_gone_is_suspicious(void **state)
{
	struct copy *four = load(RBL_IP4SET, "192.0.2.1\n192.0.2.2\n192.0.2.3\n192.0.2.4\n");
	struct copy *two = load(RBL_IP4SET, "192.0.2.1\n192.0.2.2\n");
	struct copy *one = load(RBL_IP4SET, "192.0.2.1\n");
	struct err err;

	(void)state;
	assert_int_equal(copy_succeeds(two, four, &err), 0);
	assert_int_equal(copy_succeeds(four, one, &err), 0);
	assert_int_equal(copy_succeeds(one, four, &err), -1);
	assert_non_null(strstr(err.text, "1 entries where the last version had 4"));
	copy_free(four);
	copy_free(two);
	copy_free(one);
}

static void note(void *ctx, const struct copy_change *change)
{
	char text[RANGE_TEXT_MAX + 1];

	buf_fmt(ctx, "%c%s ", "+-*"[change->kind], range_text(change->run, text));
}

static void changes(enum rbl_type type, const char *was, const char *is, const char *ours,
		    const char *want)
{
	struct copy *old = load(type, was);
	struct copy *fresh = load(type, is);
	struct range r;
	struct buf got AUTO(buf_done);
	struct err err;

	buf_init(&got, 1000);
	assert_int_equal(range_parse(str_of(ours), &r, &err), 0);
	copy_diff(old, fresh,
		  &(struct copy_watch){ .ours = &r, .n = 1, .tell = note, .ctx = &got });
	assert_str(buf_str(&got), want);
	copy_free(old);
	copy_free(fresh);
}

static void only_our_changes_are_told(void **state)
{
	(void)state;
	changes(RBL_IP4SET, "192.0.2.1\n192.0.2.2 :3\n198.51.100.7\n",
		"192.0.2.2 :4\n192.0.3.0-4\n", "192.0.2.0-192.0.3.2",
		"-192.0.2.1 *192.0.2.2 +192.0.3.0-192.0.3.2 ");
	changes(RBL_IP4SET, "192.0.2.1 :3:old words\n", "192.0.2.1 :3:new words\n", "0.0.0.0/0",
		"");
	changes(RBL_IP4SET, "192.0.2.1\n", "0/1\n128/1\n", "0.0.0.0/0",
		"+0.0.0.0-192.0.2.0 +192.0.2.2-255.255.255.255 ");
	changes(RBL_IP4SET, "192.0.2.1\n", "192.0.2.1\n192.0.2.1 :2\n", "192.0.2.0/24", "");
	changes(RBL_IP6TRIE, "2001:db8::/48\n::ffff:0:1\n", "2001:db8::/47\n!2001:db8:0:1::/64\n",
		"::/0", "-::ffff:0.0.0.1 -2001:db8:0:1::/64 +2001:db8:1::/48 ");
	changes(RBL_DNSET, "1.2.0.192\n", "*.2.0.192\n", "192.0.2.0/31", "+192.0.2.0 ");
}

static void places_are_parsed(void **state)
{
	struct arena a = { 0 };
	struct copy_spec spec;
	struct err err;

	(void)state;
	assert_int_equal(copy_spec_parse(&a, STR("BL.Example.=ip4trie:/a:b"), &spec, &err), 0);
	assert_str(spec.zone, "bl.example");
	assert_int_equal(spec.type, RBL_IP4TRIE);
	assert_str(spec.path, "/a:b");
	assert_int_equal(copy_spec_parse(&a, STR("bl.example=C:\\x"), &spec, &err), 0);
	assert_int_equal(spec.type, RBL_UNKNOWN);
	assert_str(spec.path, "C:\\x");
	assert_int_equal(copy_spec_parse(&a, STR("bl.example"), &spec, &err), -1);
	assert_int_equal(copy_spec_parse(&a, STR("bl.example="), &spec, &err), -1);
	assert_int_equal(copy_spec_parse(&a, STR("bl.example=ip4set:"), &spec, &err), -1);
	assert_int_equal(copy_spec_parse(&a, STR("=x"), &spec, &err), -1);
	arena_done(&a);
}

enum { ENTRIES = 60 };

/* What the rules say when every entry is looked at. */
static unsigned naive(const struct copy_entry *e, struct ip_key at, bool first, uint32_t *out)
{
	int best = -1;
	unsigned n = 0;
	bool excluded = false;

	for (size_t i = 0; i < ENTRIES; i++) {
		if (ip_key_cmp(e[i].lo, at) > 0 || ip_key_cmp(e[i].hi, at) < 0 ||
		    (int)e[i].rank < best || ((int)e[i].rank == best && first))
			continue;
		if ((int)e[i].rank > best) {
			n = 0;
			excluded = false;
		}
		best = (int)e[i].rank;
		excluded |= e[i].answer == COPY_ANSWER_EXCLUDED;
		for (unsigned k = 0; k < n && e[i].answer != COPY_ANSWER_EXCLUDED; k++)
			if (out[k] == e[i].answer)
				out[k] = out[--n];
		if (e[i].answer != COPY_ANSWER_EXCLUDED)
			out[n++] = e[i].answer;
	}
	return excluded ? 0 : n;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* A prefix that differs in its first eight bits only, so that entries meet. */
static struct copy_entry any_entry(struct rng *rng, bool six)
{
	unsigned bits = (unsigned)rng_below(rng, 9);
	unsigned below = six ? 56 : 24; /* bits that are the same in all */
	uint64_t rest = bits  ? (UINT64_C(1) << (below + 8 - bits)) - 1
			: six ? UINT64_MAX
			      : UINT32_MAX;
	uint64_t at = rng_below(rng, 256) << below & ~rest;
	struct copy_entry e = { .rank = bits };

	e.lo = six ? (struct ip_key){ 1, at } : (struct ip_key){ 0, 0xffff00000000 | at };
	e.hi = (struct ip_key){ e.lo.hi, e.lo.lo | rest };
	return e;
}

static void compare_runs(struct rng *rng, bool six, bool first)
{
	struct copy_values values = { 0 };
	struct copy_runs *runs = copy_runs_new(six);
	struct copy_entry e[ENTRIES];
	uint32_t answer[4];
	struct err err;

	for (uint32_t i = 0; i < LEN(answer); i++) {
		struct copy_value v = {
			.has_a = true, .a = {127, 0, 0, (uint8_t)i}
		};

		assert_true(copy_values_add(&values, &v, &answer[i]));
	}
	for (size_t i = 0; i < ENTRIES; i++) {
		uint64_t pick = rng_below(rng, 5);

		e[i] = any_entry(rng, six);
		e[i].answer = pick < 4 ? answer[pick] : COPY_ANSWER_EXCLUDED;
		copy_runs_add(runs, &e[i]);
	}
	assert_int_equal(copy_runs_settle(runs, first, &values, &err), 0);
	for (unsigned i = 0; i < 600; i++) {
		struct copy_entry near = any_entry(rng, six);
		struct ip_key at = i % 2 ? near.lo : near.hi;
		uint32_t want[ENTRIES];
		uint32_t got[COPY_ANSWER_MAX];
		unsigned n = naive(e, at, first, want);
		unsigned m = copy_values_split(&values,
					       six ? copy_runs_find6(runs, at)
						   : copy_runs_find4(runs, (uint32_t)at.lo),
					       got);

		qsort(want, n, sizeof(*want), by_number);
		qsort(got, m, sizeof(*got), by_number);
		assert_int_equal(n, m);
		assert_memory_equal(got, want, n * sizeof(*want));
	}
	copy_runs_free(runs);
	copy_values_done(&values);
}

static void runs_answer_as_all_entries_do(void **state)
{
	struct rng rng = rng_of(7);

	(void)state;
	for (int i = 0; i < 100; i++)
		compare_runs(&rng, i % 2, i / 2 % 2);
}

static void too_many_at_one_place(void **state)
{
	struct copy_values values = { 0 };
	struct copy_runs *runs = copy_runs_new(false);
	struct copy_entry e = { .rank = 32 };
	struct err err;

	(void)state;
	e.lo = e.hi = ip_key(ip4(192, 0, 2, 1));
	for (unsigned i = 0; i <= COPY_OVERLAP_MAX; i++) {
		struct copy_value v = { .has_a = true, .ttl = i };

		assert_true(copy_values_add(&values, &v, &e.answer));
		copy_runs_add(runs, &e);
	}
	assert_int_equal(copy_runs_settle(runs, false, &values, &err), -1);
	assert_int_equal(err.kind, ERR_INPUT);
	copy_runs_free(runs);
	copy_values_done(&values);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_list_answers),
		cmocka_unit_test(silence_means_something_where_there_are_data),
		cmocka_unit_test(types_are_guessed),
		cmocka_unit_test(subzones_are_zones),
		cmocka_unit_test(files_are_refused),
		cmocka_unit_test(half_of_it_gone_is_suspicious),
		cmocka_unit_test(only_our_changes_are_told),
		cmocka_unit_test(places_are_parsed),
		cmocka_unit_test(runs_answer_as_all_entries_do),
		cmocka_unit_test(too_many_at_one_place),
	};
	struct err err;
	int r;

	snprintf(dir, sizeof(dir), "/tmp/netizen-copy-XXXXXX");
	if (!mkdtemp(dir))
		return 99;
	snprintf(path, sizeof(path), "%s/list", dir);
	r = cmocka_run_group_tests_name("sweep/copy", tests, NULL, NULL);
	if (file_remove(str_of(path), &err) < 0 || remove(dir) < 0)
		return 99;
	return r;
}
