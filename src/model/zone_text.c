/* Labels of letters, digits, - and _, between dots; neither an address nor a URL. */
#include "model/zone_text.h"

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool may_stand(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c) || c == '-' ||
	       c == '_';
}

static int check_label(struct str label, size_t number, struct err *err)
{
	if (label.n == 0)
		return err_set(err, ERR_INPUT, "nothing stands between two of its dots");
	if (label.n > ZONE_LABEL_MAX)
		return err_set(err, ERR_INPUT,
			       "its label %zu has %zu octets: at most %d are allowed", number,
			       label.n, ZONE_LABEL_MAX);
	for (size_t i = 0; i < label.n; i++) {
		unsigned char c = (unsigned char)label.p[i];

		if (may_stand(label.p[i]))
			continue;
		if (c > ' ' && c < 0x7f)
			return err_set(err, ERR_INPUT,
				       "\"%c\" stands in no zone: a domain name is wanted, of "
				       "letters, digits, \"-\" and \"_\" between dots",
				       c);
		return err_set(err, ERR_INPUT,
			       "octet 0x%02x stands in no zone: a domain name is wanted, of "
			       "letters, digits, \"-\" and \"_\" between dots",
			       c);
	}
	return 0;
}

static bool is_number(struct str label)
{
	for (size_t i = 0; i < label.n; i++)
		if (!is_digit(label.p[i]))
			return false;
	return true;
}

int zone_text_check(struct str text, struct err *err)
{
	struct str label = { NULL, 0 };
	size_t number = 0;

	if (str_ends(text, STR(".")))
		text.n--;
	if (text.n == 0)
		return err_set(err, ERR_INPUT, "a zone is wanted, such as bl.example");
	for (struct str rest = text; str_cut(&rest, '.', &label);)
		if (check_label(label, ++number, err) < 0)
			return -1;
	if (text.n > ZONE_TEXT_MAX)
		return err_set(err, ERR_INPUT,
			       "%zu octets: at most %d leave room for an address before them",
			       text.n, ZONE_TEXT_MAX);
	if (is_number(label))
		return err_set(err, ERR_INPUT,
			       "the last label is a number: this is an address, no zone");
	return 0;
}
