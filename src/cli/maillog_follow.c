/* Following logs: every second what has come, every few seconds what it changed. */
#include "cli/maillog_follow.h"

#include "base/die.h"
#include "base/jout.h"
#include "cli/maillog_read.h"
#include "cli/maillog_view.h"
#include "flow/log_feed.h"
#include "proto/plain.h"
#include "sys/clock.h"
#include "sys/loop.h"
#include "sys/tail.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

#define EVERY SPAN_S(1)

enum { SHOWN_EVERY = 5, READ_STEP = 1 << 18, LINE_MAX = 1 << 16 };

struct followed {
	struct tail tail;
	struct plain *plain;
	struct log_feed feed;
	bool open, broken;
};

struct following {
	struct cli *cli;
	struct mail_log *log;
	const struct zone *zone;
	struct followed *file;
	size_t files;
	struct tally_counts *shown; /* of accounts, as they were told last */
	uint32_t shown_n;
	uint64_t lines; /* that were there then */
	uint64_t top;
	unsigned ticks;
	struct loop *loop;
	struct buf room;
	bool page, failed;
};

static void take_entries(struct following *f, struct followed *file)
{
	struct log_entry e;

	while (log_feed_next(&file->feed, &e))
		mail_log_entry(f->log, &e);
}

/* Another content begins: what stood at the end of the old one is a line. */
static void begin_content(struct following *f, struct followed *file)
{
	struct log_entry e;

	if (log_feed_last(&file->feed, &e))
		mail_log_entry(f->log, &e);
	log_feed_done(&file->feed);
	log_feed_init(&file->feed);
	plain_free(file->plain);
	file->plain = plain_new();
}

static int take(struct following *f, struct followed *file, struct str in, struct err *err)
{
	struct buf *room = log_feed_room(&file->feed);
	bool full;

	do {
		if (plain_feed(file->plain, &in, room, err) < 0)
			return -1;
		full = room->n == room->max;
		take_entries(f, file);
	} while (in.n > 0 || full);
	return 0;
}

static int read_new(struct following *f, struct followed *file, struct err *err)
{
	bool anew;

	do {
		buf_clear(&f->room);
		if (tail_read(&file->tail, &f->room, clock_mono(), &anew, err) < 0)
			return -1;
		if (anew)
			begin_content(f, file);
		if (f->room.n && take(f, file, buf_str(&f->room), err) < 0)
			return err_in(err, "%s", file->tail.file.path);
	} while (f->room.n || anew);
	return 0;
}

/* What is damaged is said once, and not read on. `written`: the year of times without one. */
static void read_file(struct following *f, struct followed *file, struct instant written)
{
	struct err err;

	if (!file->open || file->broken)
		return;
	mail_log_file(f->log, f->zone, written);
	if (read_new(f, file, &err) == 0)
		return;
	cli_fail(f->cli, &err);
	file->broken = true;
	f->failed = true;
}

static struct tally_counts change_of(const struct following *f, uint32_t row)
{
	struct tally_counts n = f->log->accounts.row[row].n;

	if (row < f->shown_n) {
		n.messages -= f->shown[row].messages;
		n.sent -= f->shown[row].sent;
		n.deferred -= f->shown[row].deferred;
		n.bounced -= f->shown[row].bounced;
	}
	return n;
}

static void note_shown(struct following *f)
{
	const struct tally *t = &f->log->accounts;

	f->shown = mem_grow(f->shown, t->rows ? t->rows : 1, sizeof(*f->shown));
	for (uint32_t i = 0; i < t->rows; i++)
		f->shown[i] = t->row[i].n;
	f->shown_n = t->rows;
	f->lines = f->log->sum.lines;
}

static void json_change(struct buf *out, const struct following *f, const struct tally_row *row,
			const struct tally_counts *n)
{
	struct jout j = jout_to(out);

	jout_open(&j, NULL, '{');
	jout_when(&j, "at", f->log->now);
	jout_str(&j, "account", row->name);
	jout_str(&j, "class", str_of(mail_class_name((enum mail_class)row->kind)));
	jout_int(&j, "messages", (int64_t)n->messages);
	jout_int(&j, "sent", (int64_t)n->sent);
	jout_int(&j, "deferred", (int64_t)n->deferred);
	jout_int(&j, "bounced", (int64_t)n->bounced);
	jout_close(&j, '}');
	buf_byte(out, '\n');
}

static void text_change(struct buf *out, struct arena *arena, const struct following *f,
			const struct tally_row *row, const struct tally_counts *n)
{
	char when[WHEN_TEXT_MAX + 1];

	buf_fmt(out,
		"%s  %-12s %+" PRId64 " messages  %+" PRId64 " sent  %+" PRId64
		" deferred  %+" PRId64 " bounced  ",
		instant_text(f->log->now, when), mail_class_name((enum mail_class)row->kind),
		(int64_t)n->messages, (int64_t)n->sent, (int64_t)n->deferred, (int64_t)n->bounced);
	buf_add(out, cli_safe(arena, row->name));
	buf_byte(out, '\n');
}

/* A line for each account that has changed; false if nobody reads them any more. */
static bool tell_changes(struct following *f)
{
	struct arena AUTO(arena_done) turn = { 0 };
	struct buf AUTO(buf_done) out;
	bool read = true;

	buf_init(&out, LINE_MAX);
	for (uint32_t i = 0; i < f->log->accounts.rows && read; i++) {
		const struct tally_row *row = &f->log->accounts.row[i];
		struct tally_counts n = change_of(f, i);

		if (!n.messages && !n.sent && !n.deferred && !n.bounced)
			continue;
		buf_clear(&out);
		if (f->cli->json)
			json_change(&out, f, row, &n);
		else
			text_change(&out, &turn, f, row, &n);
		read = cli_out(buf_str(&out));
	}
	return fflush(stdout) == 0 && read;
}

static bool show(struct following *f)
{
	bool read = true;

	if (f->lines == f->log->sum.lines)
		return true;
	if (f->page) {
		read = cli_out(STR("\x1b[H\x1b[2J"));
		maillog_page(f->cli, f->log, f->top);
		read = fflush(stdout) == 0 && read;
	} else {
		read = tell_changes(f);
	}
	note_shown(f);
	return read;
}

static void on_interrupt(void *ctx)
{
	struct following *f = ctx;

	loop_stop(f->loop);
}

struct tick {
	struct following *f;
	struct loop_timer *timer;
};

static void on_tick(void *ctx)
{
	struct tick *t = ctx;

	for (size_t i = 0; i < t->f->files; i++)
		read_file(t->f, &t->f->file[i], clock_now());
	if (++t->f->ticks % SHOWN_EVERY == 0 && !show(t->f))
		loop_stop(t->f->loop);
	else
		loop_timer_set(t->timer, EVERY);
}

/* What is there already is of the past: it changes nothing now. */
static void begin(struct following *f, const struct option_list *files)
{
	struct err err;

	for (size_t i = 0; i < files->n; i++) {
		struct followed *file = &f->file[i];

		file->plain = plain_new();
		log_feed_init(&file->feed);
		file->open = tail_open(&file->tail, files->item[i], &err) == 0;
		if (!file->open) {
			cli_fail(f->cli, &err);
			f->failed = true;
			continue;
		}
		read_file(f, file, file->tail.file.changed);
	}
	if (f->page)
		f->lines = UINT64_MAX; /* the page is shown first, whatever is there */
	else
		note_shown(f);
}

static void end(struct following *f)
{
	for (size_t i = 0; i < f->files; i++) {
		if (f->file[i].open)
			tail_close(&f->file[i].tail);
		log_feed_done(&f->file[i].feed);
		plain_free(f->file[i].plain);
	}
	free(f->file);
	free(f->shown);
	buf_done(&f->room);
}

int maillog_follow(struct cli *cli, struct mail_log *log, const struct zone *zone,
		   const struct option_list *files, uint64_t top)
{
	struct following f = { .cli = cli,
			       .log = log,
			       .zone = zone,
			       .files = files->n,
			       .top = top,
			       .page = cli->terminal && !cli->json };
	struct tick tick = { .f = &f };
	size_t open = 0;

	maillog_order(cli, zone, files);
	f.file = mem_new(files->n, sizeof(*f.file));
	buf_init(&f.room, READ_STEP);
	begin(&f, files);
	for (size_t i = 0; i < f.files; i++)
		open += f.file[i].open;
	f.loop = loop_new();
	loop_signal(f.loop, SIGINT, on_interrupt, &f);
	loop_signal(f.loop, SIGTERM, on_interrupt, &f);
	tick.timer = loop_timer_new(f.loop, on_tick, &tick);
	if (open && (!f.page || show(&f))) {
		loop_timer_set(tick.timer, EVERY);
		loop_run(f.loop);
	}
	loop_timer_free(tick.timer);
	loop_free(f.loop);
	end(&f);
	return open == 0 ? CLI_FAILED : f.failed ? CLI_PARTIAL : CLI_OK;
}
