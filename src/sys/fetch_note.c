/* Three lines: the mark of the address, Last-Modified in microseconds, the entity tag. */
#include "sys/fetch_note.h"

#include "sys/file.h"

#include <string.h>

enum { FILE_OCTETS_MAX = 1024 };

/* FNV-1a: tells sources apart, hides nothing from who can guess them. */
static uint64_t mark_of(struct str url)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (size_t i = 0; i < url.n; i++)
		h = (h ^ (unsigned char)url.p[i]) * UINT64_C(0x100000001b3);
	return h;
}

void fetch_note_load(struct str path, struct str url, struct fetch_note *out)
{
	struct buf AUTO(buf_done) text;
	struct str rest, mark, modified, tag;
	uint64_t from, when;

	*out = (struct fetch_note){ .mark = mark_of(url) };
	buf_init(&text, FILE_OCTETS_MAX);
	if (file_load(path, &text, NULL) < 0)
		return;
	rest = buf_str(&text);
	if (!str_cut(&rest, '\n', &mark) || !str_cut(&rest, '\n', &modified) ||
	    !str_cut(&rest, '\n', &tag) || tag.n > FETCH_TAG_MAX ||
	    !str_u64(mark, UINT64_MAX, &from) || from != out->mark ||
	    !str_u64(modified, INT64_MAX, &when))
		return;
	out->said.modified.us = (int64_t)when;
	if (tag.n)
		memcpy(out->said.tag, tag.p, tag.n);
	out->said.tag[tag.n] = '\0';
	out->known = true;
}

int fetch_note_save(struct str path, struct fetch_note *note, const struct fetch_version *said,
		    struct err *err)
{
	struct buf AUTO(buf_done) text;

	buf_init(&text, FILE_OCTETS_MAX);
	buf_fmt(&text, "%llu\n%lld\n%s\n", (unsigned long long)note->mark,
		(long long)said->modified.us, said->tag);
	note->said = *said;
	note->known = true;
	return file_save(path, buf_str(&text), err);
}
