/* Names in a dictionary; a look-up climbs label by label. */
#include "sweep/copy_names.h"

#include "base/die.h"

#include <stdlib.h>

void copy_names_done(struct copy_names *s)
{
	copy_dict_done(&s->name);
	free(s->answers);
	*s = (struct copy_names){ .cap = 0 };
}

void copy_names_seal(struct copy_names *s)
{
	copy_dict_seal(&s->name, true);
	s->cap = s->name.n;
	if (s->cap)
		s->answers = mem_grow(s->answers, s->cap, sizeof(*s->answers));
}

size_t copy_names_octets(const struct copy_names *s)
{
	return copy_dict_octets(&s->name) + s->cap * sizeof(*s->answers);
}

/* An exclusion beats all values of the same name. */
static bool join(struct copy_values *values, uint32_t *have, uint32_t more)
{
	uint32_t all[COPY_ANSWER_MAX + 1];
	unsigned n;

	if (more == COPY_ANSWER_NONE || *have == COPY_ANSWER_EXCLUDED)
		return true;
	if (*have == COPY_ANSWER_NONE || more == COPY_ANSWER_EXCLUDED) {
		*have = more;
		return true;
	}
	n = copy_values_split(values, *have, all);
	if (n == COPY_ANSWER_MAX)
		return true;
	all[n++] = more;
	return copy_values_join(values, all, n, have);
}

int copy_names_add(struct copy_names *s, struct copy_values *values, struct str name,
		   struct copy_name_answers answer, struct err *err)
{
	uint32_t known = s->name.n;
	uint32_t id;

	if (!copy_dict_add(&s->name, name, &id))
		return err_set(err, ERR_INPUT, "too many names");
	if (id == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 64;
		s->answers = mem_grow(s->answers, s->cap, sizeof(*s->answers));
	}
	if (id == known)
		s->answers[id] = (struct copy_name_answers){ COPY_ANSWER_NONE, COPY_ANSWER_NONE };
	if (!join(values, &s->answers[id].plain, answer.plain) ||
	    !join(values, &s->answers[id].below, answer.below))
		return err_set(err, ERR_INPUT, "too many different answers");
	return 0;
}

uint32_t copy_names_find(const struct copy_names *s, struct str name, struct str *entry)
{
	uint32_t id;
	uint32_t answer = COPY_ANSWER_NONE;
	bool below = false;

	for (;;) {
		if (copy_dict_find(&s->name, name, &id)) {
			answer = below ? s->answers[id].below : s->answers[id].plain;
			if (answer != COPY_ANSWER_NONE)
				break;
		}
		size_t dot = str_find(name, '.');

		if (dot == name.n)
			return COPY_ANSWER_NONE;
		name = str_sub(name, dot + 1, name.n);
		below = true;
	}
	*entry = copy_dict_at(&s->name, id);
	return answer == COPY_ANSWER_EXCLUDED ? COPY_ANSWER_NONE : answer;
}
