/* How fast 100 local copies of lists are checked for every address of a /16, against the limit
 * that was set; and what loading them and comparing two versions costs. */
#include "base/rng.h"
#include "sweep/copy.h"
#include "sweep/copy_diff.h"
#include "sweep/copy_info.h"
#include "sys/clock.h"
#include "sys/file.h"

#include <stdio.h>
#include <stdlib.h>

enum { LISTS = 100, NET = 65536, RUNS = 7 };

static const double limit_ns = 20;

static struct copy *copy[LISTS];
static struct ip in_order[NET], at_random[NET];

static void fail(const struct err *err)
{
	fprintf(stderr, "copies_bench: %s\n", err->text);
	exit(1);
}

/* CPU time: others may keep the machine busy. */
static struct span cpu(void)
{
	return (struct span){ clock_cpu().user.us + clock_cpu().sys.us };
}

static double seconds_since(struct span start)
{
	return (double)(cpu().us - start.us) / 1e6;
}

/* One list in ten is large; all name some of our /16, one in seven by networks, and a tenth of
 * the entries have texts of their own. */
static void write_list(const char *path, unsigned i, struct rng *rng)
{
	size_t n = i % 10 == 0 ? 500000 : 20000;
	struct buf b AUTO(buf_done);
	struct err err;

	buf_init(&b, (size_t)64 << 20);
	buf_add(&b,
		STR("$SOA 1h ns.example who.example 1 1h 1h 1h 1h\n:2:see http://x.example/$\n"));
	for (size_t k = 0; k < n; k++) {
		uint64_t a = rng_below(rng, UINT32_MAX);

		if (k % 20 == 0)
			a = 0xc6120000u | (a & 0xffff); /* 198.18/16 */
		buf_fmt(&b, "%u.%u.%u.%u", (unsigned)(a >> 24), (unsigned)(a >> 16 & 255),
			(unsigned)(a >> 8 & 255), i % 7 ? (unsigned)(a & 255) : 0);
		buf_fmt(&b, "%s", i % 7 ? "" : "/24");
		if (k % 10 == 0)
			buf_fmt(&b, " :%u:seen %u times", (unsigned)(a % 9 + 2), (unsigned)k);
		buf_byte(&b, '\n');
	}
	if (file_save(str_of(path), buf_str(&b), &err) < 0)
		fail(&err);
}

static void load_lists(const char *dir, uint64_t *entries, uint64_t *octets)
{
	for (unsigned i = 0; i < LISTS; i++) {
		char path[FILE_PATH_MAX];
		struct copy_spec spec = { .zone = STR("bl.example") };
		struct err err;

		snprintf(path, sizeof(path), "%s/list-%u", dir, i);
		spec.path = str_of(path);
		spec.type = i % 2 ? RBL_IP4SET : RBL_IP4TRIE;
		if (copy_load(&spec, clock_now(), &copy[i], &err) < 0)
			fail(&err);
		*entries += copy_info(copy[i]).entries;
		*octets += copy_info(copy[i]).octets;
	}
}

static struct ip address(uint32_t low)
{
	return ip4(198, 18, low >> 8, low & 255);
}

static double check_once(bool by_list, bool with_answer, uint64_t *listed)
{
	struct span start = cpu();
	struct copy_found found;

	*listed = 0;
	for (unsigned a = 0; a < LISTS * NET; a++) {
		const struct copy *c = copy[by_list ? a / NET : a % LISTS];
		struct ip ip = by_list ? in_order[a % NET] : at_random[a / LISTS];

		*listed += with_answer ? copy_ip(c, 0, ip, &found) : copy_has(c, 0, ip);
	}
	return seconds_since(start) * 1e9 / ((double)LISTS * NET);
}

/* ns a check, and how many are listed: list by list, or address by address. The best of some
 * runs, since whatever else the machine does only slows it down. */
static double check(bool by_list, bool with_answer, uint64_t *listed)
{
	double best = check_once(by_list, with_answer, listed);

	for (int i = 1; i < RUNS; i++) {
		double ns = check_once(by_list, with_answer, listed);

		best = ns < best ? ns : best;
	}
	return best;
}

static void count(void *ctx, const struct copy_change *change)
{
	(void)change;
	++*(uint64_t *)ctx;
}

static void compare(void)
{
	struct range ours = range_of_prefix(address(0), 16);
	uint64_t n = 0;
	struct copy_watch w = { .ours = &ours, .n = 1, .tell = count, .ctx = &n };
	struct span start = cpu();

	copy_diff(copy[1], copy[3], &w);
	printf("two versions compared over the /16: %.2f ms, %llu changes\n",
	       seconds_since(start) * 1e3, (unsigned long long)n);
}

static int report(const char *what, double ns, uint64_t listed)
{
	printf("%-38s %6.1f ns/check  %.2f of the limit (%.0f ns)  %llu listed\n", what, ns,
	       ns / limit_ns, limit_ns, (unsigned long long)listed);
	return ns <= limit_ns ? 0 : 1;
}

int main(int argc, char **argv)
{
	struct rng rng = rng_of(1);
	uint64_t entries = 0;
	uint64_t octets = 0;
	uint64_t listed;
	struct span start;
	double took;
	int missed = 0;

	if (argc != 2) {
		fprintf(stderr, "copies_bench FOLDER\n");
		return 2;
	}
	for (uint32_t i = 0; i < NET; i++)
		in_order[i] = at_random[i] = address(i);
	for (uint32_t i = NET; i-- > 1;) {
		uint32_t k = (uint32_t)rng_below(&rng, i + 1);
		struct ip swap = at_random[i];

		at_random[i] = at_random[k];
		at_random[k] = swap;
	}
	for (unsigned i = 0; i < LISTS; i++) {
		char path[FILE_PATH_MAX];

		snprintf(path, sizeof(path), "%s/list-%u", argv[1], i);
		write_list(path, i, &rng);
	}
	start = cpu();
	load_lists(argv[1], &entries, &octets);
	took = seconds_since(start);
	printf("%u lists, %llu entries: loaded in %.2f s (%.2f M entries/s), %.1f octets an "
	       "entry\n",
	       LISTS, (unsigned long long)entries, took, (double)entries / took / 1e6,
	       (double)octets / (double)entries);
	took = check(true, false, &listed);
	missed += report("listed or not, list by list", took, listed);
	took = check(false, false, &listed);
	report("listed or not, addresses at random", took, listed);
	took = check(true, true, &listed);
	report("whole answers, list by list", took, listed);
	compare();
	for (unsigned i = 0; i < LISTS; i++)
		copy_free(copy[i]);
	return missed;
}
