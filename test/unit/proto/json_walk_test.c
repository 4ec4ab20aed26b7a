/* The JSON walker: tokens, places, faults. */
#include "base/buf.h"
#include "proto/json_walk.h"
#include "unit.h"

static void walk(const char *text, struct buf *out)
{
	static const char *const name[] = { "end", "wrong", "{",    "[",     ")",   "key",
					    "str", "num",   "true", "false", "null" };
	struct str own = unit_exact(str_of(text));
	struct arena mem = { 0 };
	struct json_walk w;
	struct err err;
	struct str raw;
	enum json_token t;

	json_walk_init(&w, own);
	do {
		t = json_walk_next(&w, &raw, &err);
		buf_fmt(out, "%s%s", out->n ? " " : "", name[t]);
		if (t == JSON_TOKEN_KEY || t == JSON_TOKEN_STRING)
			raw = json_walk_text(&mem, raw);
		if (raw.p)
			buf_fmt(out, ":%.*s", STR_ARG(raw));
	} while (t != JSON_TOKEN_END && t != JSON_TOKEN_WRONG);
	if (t == JSON_TOKEN_WRONG)
		buf_fmt(out, " %u:%u %s", w.line, w.col, err.text);
	arena_done(&mem);
	free((void *)own.p);
}

static const struct {
	const char *text;
	const char *want;
} doc[] = {
	{"{}",				 "{ ) end"						    },
	{ " [ ] ",			     "[ ) end"						    },
	{ "{\"a\":1,\"b\":[true,false,null]}", "{ key:a num:1 key:b [ true false null ) ) end"              },
	{ "[\"x\",{\"y\":-0.5e+3}]",           "[ str:x { key:y num:-0.5e+3 ) ) end"                        },
	{ "[\"\\u00e4\\n\\\"\\\\\\/\"]",       "[ str:\xc3\xa4\n\"\\/ ) end"                                },
	{ "[\"\\ud83d\\ude00\"]",              "[ str:\xf0\x9f\x98\x80 ) end"                               },
	{ "",				  "wrong 1:1 \"{\" or \"[\" was expected"                      },
	{ "1",				 "wrong 1:1 \"{\" or \"[\" was expected"                      },
	{ "[1,]",			      "[ num:1 wrong 1:4 a value was expected"                     },
	{ "[1\n 2]",			   "[ num:1 wrong 2:2 \",\" or \"]\" was expected"              },
	{ "{\"a\" 1}",			 "{ wrong 1:6 \":\" was expected behind a key"                },
	{ "{a:1}",			     "{ wrong 1:2 a key in double quotes was expected"            },
	{ "{\"a\":1,}",			"{ key:a num:1 wrong 1:8 a key in double quotes was expected"},
	{ "[1}",			       "[ num:1 wrong 1:3 \",\" or \"]\" was expected"              },
	{ "[01]",			      "[ num:0 wrong 1:3 \",\" or \"]\" was expected"              },
	{ "[1.]",			      "[ wrong 1:4 a wrong number"                                 },
	{ "[tru]",			     "[ wrong 1:2 a value was expected"                           },
	{ "[\"a",			      "[ wrong 1:4 a string that is not closed"                    },
	{ "[\"\\x\"]",			 "[ wrong 1:5 a wrong escape in a string"                     },
	{ "[\"\\ud83d\"]",                     "[ wrong 1:9 a wrong escape in a string"                     },
	{ "[\"\\ude00\"]",                     "[ wrong 1:5 a wrong escape in a string"                     },
	{ "[\"a\nb\"]",			"[ wrong 1:4 a control octet in a string"                    },
	{ "[\"\xff\"]",			"[ wrong 1:3 a string that is not UTF-8"                     },
	{ "[1] 2",			     "[ num:1 ) wrong 1:5 text behind the end"                    },
	{ "[1",				"[ num:1 wrong 1:3 \",\" or \"]\" was expected"              },
	{ "[",				 "[ wrong 1:2 the text ends too early"                        },
};

static void documents_are_walked(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(doc); i++) {
		struct buf AUTO(buf_done) out;

		buf_init(&out, 10000);
		walk(doc[i].text, &out);
		if (!str_eq(buf_str(&out), str_of(doc[i].want)))
			fail_msg("%s gave %.*s", doc[i].text, STR_ARG(buf_str(&out)));
	}
}

static void depth_is_limited(void **state)
{
	char text[2 * (JSON_WALK_DEPTH_MAX + 1) + 1];
	struct json_walk w;
	struct err err;
	struct str raw;

	(void)state;
	for (size_t depth = JSON_WALK_DEPTH_MAX; depth <= JSON_WALK_DEPTH_MAX + 1; depth++) {
		enum json_token t;

		memset(text, '[', depth);
		memset(text + depth, ']', depth);
		json_walk_init(&w, (struct str){ text, 2 * depth });
		do
			t = json_walk_next(&w, &raw, &err);
		while (t != JSON_TOKEN_END && t != JSON_TOKEN_WRONG);
		assert_int_equal(t,
				 depth > JSON_WALK_DEPTH_MAX ? JSON_TOKEN_WRONG : JSON_TOKEN_END);
	}
}

static void values_are_skipped_whole(void **state)
{
	struct json_walk w;
	struct err err;
	struct str raw;

	(void)state;
	json_walk_init(&w, STR("[{\"a\":[1,{\"b\":2}]}, 7, [], 8]"));
	assert_int_equal(json_walk_next(&w, &raw, &err), JSON_TOKEN_ARRAY);
	assert_int_equal(json_walk_skip(&w, json_walk_next(&w, &raw, &err), &err),
			 JSON_TOKEN_CLOSE);
	assert_int_equal(json_walk_skip(&w, json_walk_next(&w, &raw, &err), &err),
			 JSON_TOKEN_NUMBER);
	assert_int_equal(json_walk_skip(&w, json_walk_next(&w, &raw, &err), &err),
			 JSON_TOKEN_CLOSE);
	assert_int_equal(json_walk_next(&w, &raw, &err), JSON_TOKEN_NUMBER);
	assert_str(raw, "8");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(documents_are_walked),
		cmocka_unit_test(depth_is_limited),
		cmocka_unit_test(values_are_skipped_whole),
	};

	return cmocka_run_group_tests_name("proto/json_walk", tests, NULL, NULL);
}
