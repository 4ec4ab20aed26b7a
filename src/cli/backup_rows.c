/* Rows on their way from the hub to the disk.
 *
 * Each is read as it passes: what lies in the file afterwards can be read back.
 */
#include "cli/backup_rows.h"

#include "msg/role_msg.h"
#include "proto/pack.h"
#include "store/dump_read.h"
#include "sys/file_out.h"
#include "sys/stream.h"

#define STEP (256u << 10)
#define SILENCE SPAN_S(120) /* of the hub, before it is given up */
#define WAIT SPAN_S(60)     /* for its answer, when all rows are here */

struct rows {
	struct cli *cli;
	struct manifest *m;
	struct file_out file;
	struct digest digest;
	struct dump_reader reader;
	struct pack *pack;
	struct buf in, out;
	int64_t octets;
	int fd; /* our end of the stream, or -1 */
};

static int begin(void *ctx, int *pass, struct err *err)
{
	struct rows *r = ctx;
	int pair[2];

	if (file_out_again(&r->file, err) < 0 || stream_pair(pair, err) < 0)
		return -1;
	stream_close(r->fd);
	r->fd = pair[0];
	*pass = pair[1];
	dump_reader_done(&r->reader);
	dump_reader_init(&r->reader);
	digest_init(&r->digest);
	pack_free(r->pack);
	r->pack = pack_new();
	r->octets = 0;
	r->m->tables = 0;
	return 0;
}

static int note_table(struct rows *r, struct err *err)
{
	struct manifest *m = r->m;

	if (m->tables == MANIFEST_TABLES_MAX)
		return err_set(err, ERR_SYS, "the database has more than %d tables",
			       MANIFEST_TABLES_MAX);
	m->table[m->tables++] =
		(struct manifest_table){ arena_str(&r->cli->arena, str_of(r->reader.table)),
					 (int64_t)r->reader.rows };
	return 0;
}

static int look_through(struct rows *r, struct str in, struct err *err)
{
	enum dump_fact fact;

	do {
		if (dump_reader_feed(&r->reader, &in, &fact, err) < 0)
			return -1;
		if (fact == DUMP_IS_ROWS && note_table(r, err) < 0)
			return -1;
	} while (fact != DUMP_IS_MORE || in.n > 0);
	return 0;
}

static int put(struct rows *r, struct str in, bool last, struct err *err)
{
	bool used;

	do {
		buf_clear(&r->out);
		used = pack_feed(r->pack, &in, last, &r->out);
		digest_add(&r->digest, buf_str(&r->out));
		r->octets += (int64_t)r->out.n;
		if (file_out_add(&r->file, buf_str(&r->out), err) < 0)
			return -1;
	} while (!used);
	return 0;
}

static int take_all(struct rows *r, struct err *err)
{
	const struct stream_room room = { &r->in, STEP, SILENCE };
	size_t got;

	for (;;) {
		buf_clear(&r->in);
		if (stream_read(r->fd, &room, &got, err) < 0)
			return -1;
		if (got == 0)
			return put(r, STR(""), true, err);
		if (look_through(r, buf_str(&r->in), err) < 0 ||
		    put(r, buf_str(&r->in), false, err) < 0)
			return -1;
	}
}

/* What went wrong here is not to be tried again: a full disk stays full. */
static int take(void *ctx, struct err *err)
{
	struct rows *r = ctx;
	int result = take_all(r, err);

	stream_close(r->fd);
	r->fd = -1;
	if (result < 0)
		err->kind = ERR_SYS;
	return result;
}

static int finish(struct rows *r, struct err *err)
{
	struct manifest_file *f = &r->m->file[r->m->files++];

	if (dump_reader_end(&r->reader, err) < 0 || file_out_end(&r->file, err) < 0)
		return -1;
	f->name = STR(MANIFEST_ROWS);
	f->octets = r->octets;
	digest_text(&r->digest, f->sum);
	r->m->schema = r->reader.schema;
	r->m->engine = arena_str(&r->cli->arena, str_of(r->reader.engine));
	return 0;
}

static int run(struct rows *r, struct str path)
{
	const struct hub_stream stream = { begin, take, r };
	const struct hub_ask ask = {
		.type = MSG_BACKUP, .wait = WAIT, .stream = &stream, .only_if_kept = true
	};
	struct hub_answer answer;
	struct err err;

	if (file_out_new(&r->file, path, &err) < 0)
		return cli_fail(r->cli, &err);
	if (hub_ask(r->cli, &ask, &answer, &err) < 0) {
		cli_fail(r->cli, &err);
		return err.kind == ERR_GONE ? CLI_NOTHING : CLI_FAILED;
	}
	if (answer.kind != ERR_NONE)
		return hub_code(r->cli, &answer);
	return finish(r, &err) < 0 ? cli_fail(r->cli, &err) : -1;
}

int backup_rows(struct cli *cli, struct str path, struct manifest *m)
{
	struct rows r = { .cli = cli, .m = m, .file = { .fd = -1 }, .fd = -1 };
	int code;

	buf_init(&r.in, STEP);
	buf_init(&r.out, PACK_STEP);
	dump_reader_init(&r.reader);
	code = run(&r, path);
	file_out_close(&r.file);
	stream_close(r.fd);
	dump_reader_done(&r.reader);
	pack_free(r.pack);
	buf_done(&r.in);
	buf_done(&r.out);
	return code;
}
