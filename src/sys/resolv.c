/* Reading the resolvers of the machine. */
#include "sys/resolv.h"

#include "base/buf.h"
#include "base/scan.h"
#include "sys/file.h"

static void take_line(struct str line, struct endpoint *out, size_t max, size_t *n)
{
	struct scan s = scan_of(line);
	struct str word;

	scan_blanks(&s);
	word = scan_word(&s);
	if (!str_eq(word, STR("nameserver")) || *n == max)
		return;
	scan_blanks(&s);
	word = scan_word(&s);
	if (ip_parse(word, &out[*n].ip, NULL) < 0)
		return;
	out[(*n)++].port = 53;
}

int resolv_load(struct str path, struct endpoint *out, size_t max, size_t *n, struct err *err)
{
	struct buf AUTO(buf_done) text;
	struct str rest;
	struct str line;

	*n = 0;
	buf_init(&text, RESOLV_FILE_MAX);
	if (file_load(path, &text, err) < 0)
		return err->kind == ERR_GONE ? 0 : -1;
	rest = buf_str(&text);
	while (str_cut(&rest, '\n', &line))
		take_line(str_trim(line), out, max, n);
	return 0;
}
