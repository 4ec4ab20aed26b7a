/* Local copies for the tests. "copy-ask TYPE PATH" answers names: one per line in, one line out:
 * codes, then texts in hex. "copy-ask fetch TYPE FROM FOLDER" fetches a copy and says what came. */
#include "base/buf.h"
#include "sweep/copy.h"
#include "sweep/copy_fetch.h"
#include "sweep/copy_info.h"
#include "sys/clock.h"

#include <stdio.h>
#include <string.h>

static void print_hex(struct str s)
{
	putchar(' ');
	for (size_t i = 0; i < s.n; i++)
		printf("%02x", (unsigned char)s.p[i]);
}

static void answer(const struct copy *c, struct str name)
{
	struct copy_found found;
	struct buf text AUTO(buf_done);
	bool listed = copy_name(c, 0, name, &found);

	buf_init(&text, COPY_TEXT_MAX);
	printf("%s", listed ? "listed" : "no");
	for (unsigned i = 0; i < found.n; i++) {
		const struct copy_record *r = &found.r[i];

		if (r->has_a)
			printf(" %u.%u.%u.%u/%u", r->a[0], r->a[1], r->a[2], r->a[3], r->ttl);
	}
	printf(" |");
	for (unsigned i = 0; i < found.n; i++) {
		buf_clear(&text);
		copy_reason(c, &found, i, &text);
		if (text.n > 0)
			print_hex(buf_str(&text));
	}
	putchar('\n');
}

static int fetch(char **argv)
{
	static const char *const news[] = { "new", "same", "kept" };
	struct copy_source source = { .zone = STR("bl.example"), .from = str_of(argv[3]) };
	struct copy_fetched got;
	struct err err;

	if (!rbl_type_of(str_of(argv[2]), &source.type))
		return 2;
	if (copy_fetch(&source, str_of(argv[4]), clock_now(), &got, &err) < 0) {
		fprintf(stderr, "%s: %s\n", err_kind_name(err.kind), err.text);
		return 1;
	}
	printf("%s %llu %llu %u %s\n", news[got.news],
	       (unsigned long long)copy_info(got.copy).entries,
	       got.before ? (unsigned long long)copy_info(got.before).entries : 0,
	       copy_info(got.copy).serial, got.news == COPY_KEPT ? got.why.text : "");
	copy_free(got.copy);
	copy_free(got.before);
	return 0;
}

int main(int argc, char **argv)
{
	char line[600];
	struct copy_spec spec = { .zone = STR("test") };
	struct copy *c;
	struct err err;

	if (argc == 5 && strcmp(argv[1], "fetch") == 0)
		return fetch(argv);
	if (argc != 3) {
		fprintf(stderr, "copy-ask TYPE PATH, copy-ask fetch TYPE FROM FOLDER\n");
		return 2;
	}
	spec.path = str_of(argv[2]);
	if (!rbl_type_of(str_of(argv[1]), &spec.type) && strcmp(argv[1], "guess") != 0)
		return 2;
	if (copy_load(&spec, clock_now(), &c, &err) < 0) {
		fprintf(stderr, "%s\n", err.text);
		return 1;
	}
	while (fgets(line, sizeof(line), stdin))
		answer(c, str_trim(str_of(line)));
	copy_free(c);
	return 0;
}
