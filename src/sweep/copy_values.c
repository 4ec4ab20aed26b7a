/* Values in a dictionary: flags, A, TTL, text; sets of them in another. */
#include "sweep/copy_values.h"

#include <stdlib.h>
#include <string.h>

#define MANY (UINT32_C(1) << 31) /* marks the number of a set */

enum { HAS_A = 1, HAS_TEXT = 2, HAS_TTL = 4, LITERAL = 8, VALUE_HEAD = 9 };

void copy_values_done(struct copy_values *v)
{
	copy_dict_done(&v->one);
	copy_dict_done(&v->many);
}

void copy_values_seal(struct copy_values *v)
{
	copy_dict_seal(&v->one, false);
	copy_dict_seal(&v->many, false);
}

size_t copy_values_octets(const struct copy_values *v)
{
	return copy_dict_octets(&v->one) + copy_dict_octets(&v->many);
}

bool copy_values_add(struct copy_values *v, const struct copy_value *value, uint32_t *answer)
{
	char key[VALUE_HEAD + RBL_TEXT_MAX];
	uint32_t id;

	key[0] = (char)((value->has_a ? HAS_A : 0) | (value->has_text ? HAS_TEXT : 0) |
			(value->has_ttl ? HAS_TTL : 0) | (value->literal ? LITERAL : 0));
	memcpy(key + 1, value->a, sizeof(value->a));
	memcpy(key + 5, &value->ttl, sizeof(value->ttl));
	if (value->text.n)
		memcpy(key + VALUE_HEAD, value->text.p, value->text.n);
	if (!copy_dict_add(&v->one, (struct str){ key, VALUE_HEAD + value->text.n }, &id))
		return false;
	*answer = id + 1;
	return true;
}

struct copy_value copy_values_at(const struct copy_values *v, uint32_t answer)
{
	struct str key = copy_dict_at(&v->one, answer - 1);
	struct copy_value out = {
		.has_a = key.p[0] & HAS_A,
		.has_text = key.p[0] & HAS_TEXT,
		.has_ttl = key.p[0] & HAS_TTL,
		.literal = key.p[0] & LITERAL,
		.text = str_sub(key, VALUE_HEAD, key.n),
	};

	memcpy(out.a, key.p + 1, sizeof(out.a));
	memcpy(&out.ttl, key.p + 5, sizeof(out.ttl));
	return out;
}

static int by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a;
	uint32_t y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

bool copy_values_join(struct copy_values *v, const uint32_t *answers, unsigned n, uint32_t *answer)
{
	uint32_t sorted[COPY_ANSWER_MAX];
	unsigned kept = 0;
	uint32_t id;

	*answer = answers[0];
	if (n == 1)
		return true;
	if (n > COPY_ANSWER_MAX)
		n = COPY_ANSWER_MAX;
	memcpy(sorted, answers, n * sizeof(*sorted));
	qsort(sorted, n, sizeof(*sorted), by_number);
	for (unsigned i = 0; i < n; i++)
		if (kept == 0 || sorted[kept - 1] != sorted[i])
			sorted[kept++] = sorted[i];
	if (kept == 1)
		return true;
	if (!copy_dict_add(&v->many, (struct str){ (char *)sorted, kept * sizeof(*sorted) }, &id))
		return false;
	*answer = id | MANY;
	return true;
}

unsigned copy_values_split(const struct copy_values *v, uint32_t answer,
			   uint32_t out[COPY_ANSWER_MAX])
{
	struct str set;

	if (answer == COPY_ANSWER_NONE || answer == COPY_ANSWER_EXCLUDED)
		return 0;
	out[0] = answer;
	if (!(answer & MANY))
		return 1;
	set = copy_dict_at(&v->many, answer & ~MANY);
	memcpy(out, set.p, set.n);
	return (unsigned)(set.n / sizeof(*out));
}
