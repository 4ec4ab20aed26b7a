/* The table of what roles must know, and its two directions. */
#include "main/role_args.h"

#include "base/die.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

enum row_kind { ROW_NUMBER, ROW_SPAN, ROW_BOOL };

#define AT(field) offsetof(struct role_settings, field)

/* clang-format off */
static const struct row {
	const char *name;
	enum row_kind kind;
	size_t at;
	uint64_t most;
} row[] = {
	{ "--group-id",      ROW_NUMBER, AT(group),           UINT32_MAX },
	{ "--snapshot-ends", ROW_NUMBER, AT(ends_percent),    100        },
	{ "--skew",          ROW_SPAN,   AT(usual.still),     INT64_MAX  },
	{ "--floating-skew", ROW_SPAN,   AT(usual.floating),  INT64_MAX  },
	{ "--server",        ROW_BOOL,   AT(server),          1          },
	{ "--watch",         ROW_BOOL,   AT(watch.enabled),   1          },
	{ "--mail",          ROW_SPAN,   AT(watch.period[0]), INT64_MAX  },
	{ "--changed",       ROW_SPAN,   AT(watch.period[1]), INT64_MAX  },
	{ "--rest",          ROW_SPAN,   AT(watch.period[2]), INT64_MAX  },
	{ "--names",         ROW_SPAN,   AT(watch.period[3]), INT64_MAX  },
	{ "--confirm",       ROW_SPAN,   AT(watch.confirm),   INT64_MAX  },
	{ "--recheck",       ROW_SPAN,   AT(watch.recheck),   INT64_MAX  },
	{ "--gap",           ROW_SPAN,   AT(watch.gap),       INT64_MAX  },
	{ "--fetch",         ROW_SPAN,   AT(watch.fetch),     INT64_MAX  },
};
/* clang-format on */

static const char resolver_name[] = "--resolver";
static const char source_name[] = "--source";

void role_args_word(struct role_args *args, const char *word)
{
	die_if(args->n + 1 >= ROLE_ARGS_MAX);
	args->argv[args->n++] = word;
}

/* A value that is kept here. */
static void put_value(struct role_args *args, const char *value)
{
	size_t n = strlen(value) + 1;

	die_if(args->used + n > ROLE_ARG_OCTETS);
	memcpy(args->text + args->used, value, n);
	role_args_word(args, args->text + args->used);
	args->used += n;
}

static uint64_t value_of(const struct row *r, const struct role_settings *settings)
{
	const void *field = (const char *)settings + r->at;

	switch (r->kind) {
	case ROW_NUMBER:
		return *(const uint32_t *)field;
	case ROW_SPAN:
		return (uint64_t)((const struct span *)field)->us;
	case ROW_BOOL:
		return *(const bool *)field;
	}
	return 0;
}

static void set_value(const struct row *r, struct role_settings *settings, uint64_t value)
{
	void *field = (char *)settings + r->at;

	switch (r->kind) {
	case ROW_NUMBER:
		*(uint32_t *)field = (uint32_t)value;
		break;
	case ROW_SPAN:
		((struct span *)field)->us = (int64_t)value;
		break;
	case ROW_BOOL:
		*(bool *)field = value;
		break;
	}
}

static void put_source(struct role_args *args, const struct source *source)
{
	struct ip ip[SOURCE_ADDRESSES_MAX];
	char text[IP_TEXT_MAX + 1];
	size_t n = source_counted(source, ip);

	for (size_t i = 0; i < n && ip[i].len; i++) {
		role_args_word(args, source_name);
		put_value(args, ip_text(ip[i], text));
	}
}

void role_args_put(struct role_args *args, const struct role_settings *settings)
{
	char text[ENDPOINT_TEXT_MAX + 1];

	for (size_t i = 0; i < LEN(row); i++) {
		char number[24];

		snprintf(number, sizeof(number), "%llu",
			 (unsigned long long)value_of(&row[i], settings));
		role_args_word(args, row[i].name);
		put_value(args, number);
	}
	for (size_t i = 0; i < settings->watch.resolvers; i++) {
		role_args_word(args, resolver_name);
		put_value(args, endpoint_text(settings->watch.resolver[i], text));
	}
	put_source(args, &settings->watch.source);
}

static bool take_resolver(struct role_settings *settings, const char *value)
{
	struct err err;
	size_t n = settings->watch.resolvers;

	if (n == LEN(settings->watch.resolver) ||
	    endpoint_parse(str_of(value), 53, &settings->watch.resolver[n], &err) < 0)
		return false;
	settings->watch.resolvers++;
	return true;
}

bool role_args_take(struct role_settings *settings, const char *name, const char *value,
		    bool *known)
{
	struct err err;
	uint64_t n;

	*known = true;
	if (strcmp(name, resolver_name) == 0)
		return take_resolver(settings, value);
	if (strcmp(name, source_name) == 0)
		return source_add(&settings->watch.source, str_of(value), &err) == 0;
	for (size_t i = 0; i < LEN(row); i++) {
		if (strcmp(name, row[i].name) != 0)
			continue;
		if (!str_u64(str_of(value), row[i].most, &n))
			return false;
		set_value(&row[i], settings, n);
		return true;
	}
	*known = false;
	return false;
}
