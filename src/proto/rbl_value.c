/* Values and templates of rbldnsd's data files. */
#include "proto/rbl_value.h"

#include "proto/rbl_addr.h"

struct rbl_value rbl_value_first(void)
{
	return (struct rbl_value){
		.a = {127, 0, 0, 2}
	};
}

static bool get_a(struct str *s, uint8_t a[4], const char **why)
{
	*why = "invalid A value";
	if (!rbl_addr_a(s, true, a) || !(a[0] | a[1] | a[2] | a[3]))
		return false;
	*s = str_trim(*s);
	*why = "unrecognized value";
	return s->n == 0 || s->p[0] == ':';
}

static struct str cut(struct str s)
{
	return str_sub(str_trim(s), 0, RBL_TEXT_MAX);
}

bool rbl_value_get_default(struct str s, struct rbl_value *out, const char **why)
{
	*out = rbl_value_first();
	s = str_sub(s, 1, s.n);
	if (!get_a(&s, out->a, why))
		return false;
	if (s.n > 0)
		out->text = cut(str_sub(s, 1, s.n));
	return true;
}

bool rbl_value_get(struct str s, const struct rbl_value *otherwise, struct rbl_value *out,
		   const char **why)
{
	*out = *otherwise;
	s = str_trim(s);
	if (s.n == 0 || s.p[0] == '#' || s.p[0] == ';')
		return true;
	if (s.p[0] != ':') {
		out->text = cut(s);
		return true;
	}
	s = str_sub(s, 1, s.n);
	if (!get_a(&s, out->a, why))
		return false;
	if (s.n > 0)
		out->text = cut(str_sub(s, 1, s.n));
	return true;
}

static void add(struct buf *out, size_t from, struct str s)
{
	size_t room = RBL_ANSWER_MAX - (out->n - from);

	buf_add(out, str_sub(s, 0, room));
}

/* `individual` is what $= stands for. */
static void substitute(struct buf *out, struct str text, struct str individual, struct str subject,
		       const struct rbl_vars *vars)
{
	size_t from = out->n;

	while (text.n > 0 && out->n - from < RBL_ANSWER_MAX && !out->full) {
		size_t plain = str_find(text, '$');
		int c = plain + 1 < text.n ? (unsigned char)text.p[plain + 1] : -1;
		struct str put = subject;
		size_t eaten = 2;

		add(out, from, str_sub(text, 0, plain));
		if (plain == text.n)
			return;
		if (c == '$')
			put = STR("$");
		else if (c == '=')
			put = individual;
		else if (c >= '0' && c <= '9' && vars->var[c - '0'].p)
			put = vars->var[c - '0'];
		else if (c >= '0' && c <= '9')
			put = str_sub(text, plain, 2);
		else
			eaten = 1;
		add(out, from, put);
		text = str_sub(text, plain + eaten, text.n);
	}
}

void rbl_expand(struct buf *out, struct str text, struct str subject, const struct rbl_vars *vars)
{
	bool own = str_starts(text, STR("="));

	if (own)
		text = str_sub(text, 1, text.n);
	if (vars->base.p && !own)
		substitute(out, vars->base, text.n ? text : subject, subject, vars);
	else
		substitute(out, text, text, subject, vars);
}
