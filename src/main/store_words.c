/* Two texts in a sealed memory. */
#include "main/store_words.h"

#include "base/wire.h"
#include "sys/memfd.h"
#include "sys/packet.h"

#define WORDS_MAX 16384 /* octets of both */

int store_words_put(const struct store_place *place, int *fd, struct err *err)
{
	struct buf AUTO(buf_done) words;

	buf_init(&words, WORDS_MAX);
	*fd = -1;
	if (place->postgresql.n == 0)
		return 0;
	wire_put_str(&words, place->postgresql);
	wire_put_str(&words, place->password);
	if (words.full)
		return err_set(err, ERR_INPUT, "[store] postgresql is too long");
	*fd = memfd_new(buf_str(&words), err);
	return *fd < 0 ? -1 : 0;
}

int store_words_take(int fd, struct arena *arena, struct store_place *place, struct err *err)
{
	struct memfd_view AUTO(memfd_unmap) view = { 0 };
	struct wire_in in;

	if (memfd_map(fd, WORDS_MAX, &view, err) < 0)
		return -1;
	packet_close(fd);
	in = wire_of(view.s);
	place->postgresql = arena_str(arena, wire_get_str(&in, WORDS_MAX));
	place->password = arena_str(arena, wire_get_str(&in, WORDS_MAX));
	return wire_end(&in) ? 0 : err_set(err, ERR_SYS, "the words for the store are damaged");
}
