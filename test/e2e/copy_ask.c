/* Answers names from a local copy, for the test that holds it against the real rbldnsd: one name
 * per line in, one line out: codes, then texts in hex. */
#include "base/buf.h"
#include "sweep/copy.h"
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

int main(int argc, char **argv)
{
	char line[600];
	struct copy_spec spec = { .zone = STR("test") };
	struct copy *c;
	struct err err;

	if (argc != 3) {
		fprintf(stderr, "copy-ask TYPE PATH\n");
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
