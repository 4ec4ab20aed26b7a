/* Reading, unpacking and cutting a log's file, a block at a time. */
#include "cli/log_input.h"

#include "base/die.h"

#include <stdlib.h>

enum { READ_STEP = 1 << 18 };

int log_input_open(struct log_input *in, struct str path, struct err *err)
{
	*in = (struct log_input){ .file = { .fd = -1 } };
	if (str_eq(path, STR("-")) ? file_stdin(&in->file, err) < 0
				   : file_open(&in->file, path, err) < 0)
		return -1;
	in->plain = plain_new();
	in->room = mem_new(READ_STEP, 1);
	log_feed_init(&in->feed);
	return 0;
}

void log_input_close(struct log_input *in)
{
	if (!in->plain)
		return;
	file_close(&in->file);
	plain_free(in->plain);
	log_feed_done(&in->feed);
	free(in->room);
	*in = (struct log_input){ .file = { .fd = -1 } };
}

static int read_more(struct log_input *in, struct err *err)
{
	size_t got = 0;

	if (in->in.n == 0 && !in->end) {
		if (file_read(&in->file, in->room, READ_STEP, &got, err) < 0)
			return -1;
		in->in = (struct str){ in->room, got };
		in->end = got == 0;
	}
	if (in->end)
		return plain_end(in->plain, log_feed_room(&in->feed), err);
	return plain_feed(in->plain, &in->in, log_feed_room(&in->feed), err);
}

/* More octets for the feed. False: there will be none. */
static bool fill(struct log_input *in)
{
	struct buf *room = log_feed_room(&in->feed);

	while (!in->broken) {
		bool was_end = in->end;
		size_t before = room->n;

		in->broken = read_more(in, &in->err) < 0;
		if (room->n > before)
			return true;
		if (was_end)
			return false;
	}
	return false;
}

int log_input_next(struct log_input *in, struct log_entry *out, bool *got, struct err *err)
{
	*got = true;
	do {
		if (log_feed_next(&in->feed, out))
			return 0;
	} while (fill(in));
	if (!in->broken && !in->last) {
		in->last = true;
		if (log_feed_last(&in->feed, out))
			return 0;
	}
	*got = false;
	if (!in->broken)
		return 0;
	if (err)
		*err = in->err;
	return err_in(err, "%s", in->file.path);
}
