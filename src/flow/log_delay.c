/* Reading delays: numbers with or without a unit, summed. */
#include "flow/log_delay.h"

enum { MS = 1000 };

/* Takes a number in thousandths off the text, as far as it is one. */
static uint64_t take_number(struct str *s)
{
	uint64_t n = 0, unit = MS;
	bool fraction = false;

	for (; s->n; s->p++, s->n--) {
		if (s->p[0] == '.' && !fraction)
			fraction = true;
		else if (s->p[0] < '0' || s->p[0] > '9')
			break;
		else if (fraction)
			n += (uint64_t)(s->p[0] - '0') * (unit /= 10);
		else if (n <= LOG_DELAY_MAX_MS)
			n = n * 10 + (uint64_t)(s->p[0] - '0') * MS;
	}
	return n;
}

/* Takes a unit off the text: its seconds, 0 if there is no such one. */
static uint64_t take_unit(struct str *s)
{
	static const struct {
		char letter;
		uint64_t seconds;
	} known[] = {
		{'s',  1        },
                { 'm', 60       },
                { 'h', 3600     },
                { 'd', 86400    },
                { 'w', 7 * 86400},
	};

	if (s->n == 0)
		return 1;
	for (size_t i = 0; i < LEN(known); i++) {
		if (s->p[0] == known[i].letter) {
			s->p++, s->n--;
			return known[i].seconds;
		}
	}
	return 0;
}

uint64_t log_delay_ms(struct str text)
{
	uint64_t sum = 0;

	while (text.n) {
		size_t before = text.n;
		uint64_t n = take_number(&text);
		uint64_t unit = text.n < before ? take_unit(&text) : 0;

		if (unit == 0 || n > LOG_DELAY_MAX_MS || sum + n * unit > LOG_DELAY_MAX_MS)
			return 0;
		sum += n * unit;
	}
	return sum;
}
