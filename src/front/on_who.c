/* A question who held something: read, load, decide, tell. */
#include "front/on_who.h"

#include "front/who_json.h"
#include "msg/ask_who.h"
#include "store/who_store.h"

#define JSON_MAX (1u << 20)

static int decide_address(struct page *page, const struct who_told *told, struct buf *json,
			  struct err *err)
{
	const struct inventory *inv = told->inv;
	const struct tenancy **t =
		arena_new(page->turn, inv->tenancies, sizeof(const struct tenancy *));
	const struct who_ask *who = told->ask;
	const struct holder_ask ask = { who->ip,       who->port, who->at,
					who->known_at, who->skew, page->usual };
	struct holder_answer answer;
	char text[IP_TEXT_MAX + 1];

	for (size_t i = 0; i < inv->tenancies; i++)
		t[i] = &inv->tenancy[i];
	holder_decide(t, inv->tenancies, holder_prefix(inv->prefix, inv->prefixes, who->ip), &ask,
		      &answer);
	json_who_address(json, told, &answer);
	if (answer.kind == HOLDER_NOT_OURS)
		return err_set(err, ERR_GONE, "%s is in none of our prefixes, and nobody held it",
			       ip_text(who->ip, text));
	return 0;
}

static int decide_holding(struct page *page, const struct who_told *told, struct buf *json,
			  struct err *err)
{
	const struct inventory *inv = told->inv;
	const struct holding **h =
		arena_new(page->turn, inv->holdings, sizeof(const struct holding *));
	struct holding_answer answer;

	for (size_t i = 0; i < inv->holdings; i++)
		h[i] = &inv->holding[i];
	holding_decide(h, inv->holdings, told->ask, &answer);
	json_who_holding(json, told, &answer);
	if (answer.n == 0)
		return err_set(err, ERR_GONE, "nobody ever held \"%.*s\"",
			       told->text.n > 200 ? 200 : (int)told->text.n, told->text.p);
	return 0;
}

int on_who(struct page *page, const struct frame *in, struct err *err)
{
	struct buf AUTO(buf_done) json;
	struct inventory inv;
	struct ask_who ask;
	struct who_ask who;
	struct who_told told = { .ask = &who, .inv = &inv };
	int r;

	buf_init(&json, JSON_MAX);
	if (msg_get_who(in, page->turn, &ask, err) < 0 ||
	    who_parse(page->turn, ask.text, &who, err) < 0)
		return -1;
	who.at = ask.at.us == WHEN_NEVER.us ? page->now : ask.at;
	who.known_at = ask.known_at;
	who.skew = ask.skew.us < 0 && who.kind != WHO_ADDRESS ? page->usual->still : ask.skew;
	told.text = ask.text;
	if (who_store_load(page->db, &who, page->turn, &inv, err) < 0)
		return -1;

	if (who.kind == WHO_ADDRESS)
		r = decide_address(page, &told, &json, err);
	else
		r = decide_holding(page, &told, &json, err);

	page->json = arena_str(page->turn, buf_str(&json));
	return r;
}
