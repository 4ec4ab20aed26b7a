/* JSON from outside: what is refused, where, and what a document tells. */
#include "unit.h"

#include "base/json.h"

enum { MAX = 1 << 20 };

static const struct {
	const char *label, *text, *why;
} refused[] = {
	{"nothing",              "",                      "line 1"   },
	{ "a duplicate key",     "{\"a\":1,\"a\":2}",     "duplicate"},
	{ "a comma too many",    "[1,]",                  "line 1"   },
	{ "something behind",    "[1] x",                 "line 1"   },
	{ "a bare scalar",       "5",                     "line 1"   },
	{ "a comment",           "[1 /* x */]",           "line 1"   },
	{ "single quotes",       "['a']",                 "line 1"   },
	{ "on line 3",           "{\n\"a\":1,\n\"b\":x}", "line 3"   },
	{ "half a surrogate",    "[\"\\ud800\"]",         "line 1"   },
	{ "octets not UTF-8",    "[\"\xff\"]",            "line 1"   },
	{ "a control character", "[\"\x01\"]",            "line 1"   },
	{ "a number too large",  "[9223372036854775808]", "line 1"   },
	{ "a real too large",    "[1e999]",               "line 1"   },
	{ "not closed",          "[1",                    "line 1"   },
};

static void wrong_text_is_refused_with_its_place(void **state)
{
	(void)state;
	for (size_t i = 0; i < LEN(refused); i++) {
		struct str exact = unit_exact(str_of(refused[i].text));
		struct err err = { 0 };
		struct json_doc *doc;

		if (json_parse(exact, MAX, &doc, &err) == 0)
			fail_msg("%s", refused[i].label);
		free((char *)(uintptr_t)exact.p);
		assert_null(doc);
		assert_int_equal(err.kind, ERR_INPUT);
		if (!strstr(err.text, refused[i].why))
			fail_msg("%s: %s", refused[i].label, err.text);
	}
}

static void the_limits_are_exact(void **state)
{
	char deep[2 * JSON_DEPTH_MAX + 2];
	struct json_doc *doc;
	struct err err = { 0 };

	(void)state;
	memset(deep, '[', JSON_DEPTH_MAX);
	memset(deep + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
	assert_int_equal(json_parse((struct str){ deep, 2 * JSON_DEPTH_MAX }, MAX, &doc, &err), 0);
	json_free(doc);
	memset(deep, '[', JSON_DEPTH_MAX + 1);
	memset(deep + JSON_DEPTH_MAX + 1, ']', JSON_DEPTH_MAX + 1);
	assert_int_equal(json_parse((struct str){ deep, sizeof(deep) }, MAX, &doc, &err), -1);
	assert_non_null(strstr(err.text, "nested deeper than 64"));
	assert_int_equal(json_parse(STR("[1,2]"), 5, &doc, &err), 0);
	json_free(doc);
	assert_int_equal(json_parse(STR("[1,2]"), 4, &doc, &err), -1);
	assert_non_null(strstr(err.text, "at most 4"));
}

static void brackets_in_strings_are_not_depth(void **state)
{
	char text[400] = "[\"\\\"";
	struct json_doc *doc;

	(void)state;
	memset(text + 4, '[', 300);
	memcpy(text + 304, "\"]", 2);
	assert_int_equal(json_parse((struct str){ text, 306 }, MAX, &doc, NULL), 0);
	json_free(doc);
}

static void a_document_is_walked(void **state)
{
	struct json_doc *doc;
	const struct json *root;
	struct str s;
	int64_t i;
	bool b;

	(void)state;
	assert_int_equal(
		json_parse(STR("{\"s\":\"a\\u0000b\",\"i\":-7,\"r\":1.5,\"b\":true,\"n\":null,"
			       "\"a\":[1,[],{}]}"),
			   MAX, &doc, NULL),
		0);
	root = json_root(doc);
	assert_int_equal(json_kind(root), JSON_IS_OBJECT);
	assert_int_equal(json_count(root), 6);
	assert_str(json_key(root, 0), "s");
	assert_str(json_key(root, 5), "a");
	assert_null(json_key(root, 6).p);
	assert_true(json_str(json_get(root, "s"), &s));
	assert_int_equal(s.n, 3);
	assert_memory_equal(s.p, "a\0b", 3);
	assert_true(json_int(json_get(root, "i"), &i));
	assert_int_equal(i, -7);
	assert_true(json_bool(json_get(root, "b"), &b));
	assert_true(json_number(json_get(root, "b")) == 0);
	assert_true(b);
	assert_int_equal(json_kind(json_get(root, "r")), JSON_IS_REAL);
	assert_int_equal(json_kind(json_get(root, "n")), JSON_IS_NULL);
	assert_int_equal(json_count(json_get(root, "a")), 3);
	assert_int_equal(json_kind(json_at(json_get(root, "a"), 1)), JSON_IS_ARRAY);
	assert_null(json_at(json_get(root, "a"), 3));
	json_free(doc);
}

static void other_types_and_nothing_are_told(void **state)
{
	struct json_doc *doc;
	const struct json *root;
	struct str s;
	int64_t i;
	bool b;

	(void)state;
	assert_int_equal(json_parse(STR("[1,\"1\",1.0]"), MAX, &doc, NULL), 0);
	root = json_root(doc);
	assert_false(json_str(json_at(root, 0), &s));
	assert_false(json_int(json_at(root, 1), &i));
	assert_false(json_int(json_at(root, 2), &i));
	assert_false(json_bool(json_at(root, 0), &b));
	assert_null(json_get(root, "x"));
	assert_null(json_get(NULL, "x"));
	assert_null(json_at(NULL, 0));
	assert_null(json_key(root, 0).p);
	assert_int_equal(json_count(json_at(root, 0)), 0);
	assert_int_equal(json_count(NULL), 0);
	assert_int_equal(json_kind(NULL), JSON_IS_NULL);
	assert_false(json_str(NULL, &s));
	json_free(doc);
	json_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(wrong_text_is_refused_with_its_place),
		cmocka_unit_test(the_limits_are_exact),
		cmocka_unit_test(brackets_in_strings_are_not_depth),
		cmocka_unit_test(a_document_is_walked),
		cmocka_unit_test(other_types_and_nothing_are_told),
	};

	return cmocka_run_group_tests_name("base/json", tests, NULL, NULL);
}
