/* The main of a fuzz target where no fuzzer is: replays every seed of a folder as TAP.
 *
 * Each seed is given whole, then cut short everywhere (in steps, when it is long), then with
 * single octets changed: the same ones in every run.
 */
#include "fuzz.h"

#include "base/rng.h"

#include <dirent.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEED_MAX = 16 << 20, CUTS = 600, CHANGES = 600, WORK_MAX = 64 << 20 };

static void give(const uint8_t *data, size_t n)
{
	uint8_t *exact = malloc(n ? n : 1);

	if (!exact)
		abort();
	if (n)
		memcpy(exact, data, n);
	LLVMFuzzerTestOneInput(exact, n);
	free(exact);
}

/* How many variants of a seed of `n` octets are worth the time, at most `max`. */
static size_t variants(size_t n, size_t max)
{
	size_t fit = n ? WORK_MAX / n : 1;

	return fit < max ? fit : max;
}

static void give_variants(uint8_t *data, size_t n)
{
	static const uint8_t odd[] = { 0, 1, 0x7f, 0x80, 0xff, '0', '"', '\n', '-', '.' };
	struct rng rng = rng_of(n);
	size_t cuts = variants(n, n < CUTS ? n : CUTS);
	size_t changes = n ? variants(n, CHANGES) : 0;

	give(data, n);
	for (size_t i = 0; i < cuts; i++)
		give(data, n * i / cuts);
	for (size_t i = 0; i < changes; i++) {
		size_t at = rng_below(&rng, n);
		uint8_t was = data[at];

		if (i % 2)
			data[at] = odd[rng_below(&rng, LEN(odd))];
		else
			data[at] = (uint8_t)(was ^ 1u << rng_below(&rng, 8));
		give(data, n);
		data[at] = was;
	}
}

static int replay(const char *path)
{
	uint8_t *data = malloc(SEED_MAX);
	FILE *f = fopen(path, "rb");
	size_t n;

	if (!data || !f) {
		free(data);
		return -1;
	}
	n = fread(data, 1, SEED_MAX, f);
	fclose(f);
	give_variants(data, n);
	free(data);
	return 0;
}

static int is_seed(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

int main(int argc, char **argv)
{
	struct dirent **seed;
	int n = argc == 2 ? scandir(argv[1], &seed, is_seed, alphasort) : -1;
	int bad = 0;

	if (n <= 0) {
		printf("Bail out! no seeds in %s\n", argc == 2 ? argv[1] : "(no folder given)");
		return 1;
	}
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		char path[4096];
		int code;

		snprintf(path, sizeof(path), "%s/%s", argv[1], seed[i]->d_name);
		fflush(stdout);
		code = replay(path);
		printf("%s %d - %s\n", code < 0 ? "not ok" : "ok", i + 1, seed[i]->d_name);
		bad |= code < 0;
		free(seed[i]);
	}
	free(seed);
	return bad;
}
