/* Cutting an answer into lines. */
#include "cli/answer_lines.h"

#include "proto/json_walk.h"

static int wrong(struct err *err)
{
	return err_set(err, ERR_INPUT, "the hub's answer has not the shape that was asked for");
}

/* Prints the objects of the array that has just begun. */
static int items(struct json_walk *w, struct err *err)
{
	enum json_token token;
	struct str raw;

	while ((token = json_walk_next(w, &raw, err)) == JSON_TOKEN_OBJECT) {
		size_t from = w->at - 1;

		if (json_walk_skip(w, token, err) == JSON_TOKEN_WRONG)
			return wrong(err);
		cli_out(str_sub(w->text, from, w->at - from));
		cli_out(STR("\n"));
	}
	return token == JSON_TOKEN_CLOSE ? 0 : wrong(err);
}

int answer_lines(struct str json, const char *key, struct err *err)
{
	struct json_walk w;
	enum json_token token;
	struct str raw;

	json_walk_init(&w, json);
	if (json_walk_next(&w, &raw, err) != JSON_TOKEN_OBJECT)
		return wrong(err);
	while (json_walk_next(&w, &raw, err) == JSON_TOKEN_KEY) {
		bool found = str_eq(raw, str_of(key));

		token = json_walk_next(&w, &raw, err);
		if (found)
			return token == JSON_TOKEN_ARRAY ? items(&w, err) : wrong(err);
		if (json_walk_skip(&w, token, err) == JSON_TOKEN_WRONG)
			return wrong(err);
	}
	return wrong(err);
}
