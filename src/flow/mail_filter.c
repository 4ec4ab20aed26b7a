/* Comparing what is asked for with what is known. */
#include "flow/mail_filter.h"

#include <string.h>

void mail_filter_init(struct mail_filter *f, uint64_t seed)
{
	*f = (struct mail_filter){
		.since = WHEN_EVER, .until = WHEN_NEVER, .first = WHEN_NEVER, .last = WHEN_EVER
	};
	tally_init(&f->domains, MAIL_FILTER_NAMES_MAX, seed);
	tally_init(&f->clients, MAIL_FILTER_NAMES_MAX, seed);
}

void mail_filter_done(struct mail_filter *f)
{
	tally_done(&f->domains);
	tally_done(&f->clients);
}

bool mail_filter_picks(const struct mail_filter *f)
{
	return f->account.n || f->sender.n || f->script.n || f->to.n;
}

bool mail_filter_in_time(const struct mail_filter *f, struct instant now)
{
	return instant_cmp(now, f->since) >= 0 && instant_cmp(now, f->until) < 0;
}

/* "uid 33 (1000:mail.php)": where the script begins, or n. */
static size_t script_at(struct str account)
{
	static const struct str open = STR_INIT(" (");
	const char *at = account.n ? memmem(account.p, account.n, open.p, open.n) : NULL;

	return at && str_ends(account, STR(")")) ? (size_t)(at - account.p) : account.n;
}

static bool contains(struct str s, struct str part)
{
	return s.n && memmem(s.p, s.n, part.p, part.n);
}

bool mail_filter_account(const struct mail_filter *f, struct str name)
{
	size_t at = script_at(name);

	if (f->account.n && !str_eq_nocase(f->account, name) &&
	    !str_eq_nocase(f->account, str_sub(name, 0, at)))
		return false;
	return f->script.n == 0 || contains(str_sub(name, at, name.n), f->script);
}

bool mail_filter_address(struct str asked, struct str address)
{
	size_t at = address.n;

	if (str_eq_nocase(asked, address))
		return true;
	while (at > 0 && address.p[at - 1] != '@')
		at--;
	if (at == 0)
		return false;
	asked = str_starts(asked, STR("@")) ? str_sub(asked, 1, asked.n) : asked;
	return str_eq_nocase(asked, str_sub(address, at, address.n));
}

bool mail_filter_sender(const struct mail_filter *f, struct str sender)
{
	return f->sender.n == 0 || mail_filter_address(f->sender, sender);
}

bool mail_filter_to(const struct mail_filter *f, struct str to, struct str orig_to)
{
	return f->to.n == 0 || mail_filter_address(f->to, to) ||
	       (orig_to.n && mail_filter_address(f->to, orig_to));
}
