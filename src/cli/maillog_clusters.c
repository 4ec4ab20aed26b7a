/* Replies that no rule knows: how many, one of them, and the rule that would hold for all. */
#include "cli/maillog_clusters.h"

#include <inttypes.h>
#include <stdio.h>

enum { RULE_MAX = 400, SHOWN_MAX = 120 };

static struct str rule_of(struct cli *cli, const struct cluster *c)
{
	struct buf AUTO(buf_done) rule;

	buf_init(&rule, RULE_MAX);
	cluster_pattern(c, &rule);
	return cli_safe(&cli->arena, buf_str(&rule));
}

static void print_one(struct cli *cli, const struct cluster *c)
{
	struct str example = str_sub(c->example, 0, SHOWN_MAX);

	printf("%" PRIu64 " from %.*s: %.*s %.*s%s\n", c->count,
	       STR_ARG(c->server.n ? cli_safe(&cli->arena, c->server) : STR("?")),
	       STR_ARG(c->reply), STR_ARG(cli_safe(&cli->arena, example)),
	       example.n < c->example.n ? "..." : "");
	printf("  MEANING = %.*s\n", STR_ARG(rule_of(cli, c)));
}

void maillog_clusters_page(struct cli *cli, const struct mail_log *log, uint64_t top)
{
	const struct clusters *all = &log->clusters;
	const uint32_t *order = clusters_order(all, &cli->arena);

	if (all->n == 0)
		return;
	printf("REPLIES THAT NO RULE KNOWS; to name them, put the lines below [replies \"ours\"] "
	       "into\n/etc/netizen/refusals.d/ours.conf, with what they mean "
	       "(netizen-maillog(1))\n");
	for (uint32_t i = 0; i < all->n && i < top; i++)
		print_one(cli, &all->of[order[i]]);
	if (all->n > top)
		printf("and %" PRIu64 " more kinds of replies (--top)\n", all->n - top);
	putchar('\n');
}

void maillog_clusters_json(struct cli *cli, struct jout *j, const struct mail_log *log)
{
	const struct clusters *all = &log->clusters;
	const uint32_t *order = clusters_order(all, &cli->arena);

	jout_open(j, "clusters", '[');
	for (uint32_t i = 0; i < all->n; i++) {
		const struct cluster *c = &all->of[order[i]];

		jout_open(j, NULL, '{');
		jout_int(j, "count", (int64_t)c->count);
		jout_str(j, "server", c->server.n ? c->server : (struct str){ NULL, 0 });
		jout_str(j, "reply", c->reply);
		jout_str(j, "code", c->code);
		jout_str(j, "example", c->example);
		jout_str(j, "rule", rule_of(cli, c));
		jout_close(j, '}');
		cli_out(buf_str(j->out));
		buf_clear(j->out);
	}
	jout_close(j, ']');
}
