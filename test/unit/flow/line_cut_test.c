/* Lines out of blocks: ends, lengths, what is too long. */
#include "flow/line_cut.h"
#include "unit.h"

/* Feeds `text` in pieces of `step` octets and joins the lines by bars. */
static void cut_text(struct line_cut *c, struct str text, size_t step, struct buf *out)
{
	struct str line;

	while (text.n) {
		size_t room = c->block.max - c->block.n;
		struct str piece = str_sub(text, 0, step < room ? step : room);

		buf_add(&c->block, piece);
		text = str_sub(text, piece.n, text.n);
		while (line_cut_next(c, &line))
			buf_fmt(out, "%.*s|", STR_ARG(line));
	}
	if (line_cut_last(c, &line))
		buf_fmt(out, "%.*s", STR_ARG(line));
}

static const struct {
	const char *text, *want;
} sample[] = {
	{"",           ""      },
        { "a\nb\n",    "a|b|"  },
        { "a\r\n\nb",  "a||b"  },
	{ "\n\n",      "||"    },
        { "a\rb\nc\r", "a\rb|c"},
};

static void lines_come_whole_in_any_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(sample); i++) {
		for (size_t step = 1; step < 9; step++) {
			struct line_cut AUTO(line_cut_done) c;
			struct buf AUTO(buf_done) got;

			line_cut_init(&c);
			buf_init(&got, 100);
			cut_text(&c, str_of(sample[i].text), step, &got);
			assert_str(buf_str(&got), sample[i].want);
		}
	}
}

static void a_line_too_long_is_cut(void **state)
{
	size_t n = 2 * LINE_CUT_BLOCK + 10;
	struct line_cut AUTO(line_cut_done) c;
	struct buf AUTO(buf_done) text;
	struct buf AUTO(buf_done) got;

	(void)state;
	line_cut_init(&c);
	buf_init(&text, n + 10);
	buf_init(&got, n);
	for (size_t i = 0; i < n; i++)
		buf_byte(&text, 'x');
	buf_add(&text, STR("\nafter\n"));
	cut_text(&c, buf_str(&text), 4096, &got);
	assert_int_equal(c.too_long, 1);
	assert_int_equal(got.n, LINE_CUT_BLOCK + sizeof("|after|") - 1);
	assert_str(str_sub(buf_str(&got), LINE_CUT_BLOCK, 99), "|after|");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_come_whole_in_any_pieces),
		cmocka_unit_test(a_line_too_long_is_cut),
	};
	return cmocka_run_group_tests_name("flow/line_cut", tests, NULL, NULL);
}
