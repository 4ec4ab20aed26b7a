/* What is known of a fetched copy: a note that is believed says the same once it is written again,
 * and never for another address. */
#include "fuzz_file.h"

#include "sys/fetch_note.h"

#include <string.h>

#define URL STR("https://lists.example/copy")

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
	struct fetch_note first, again, other;
	struct fetch_version said;
	char path[FUZZ_PATH_MAX];
	struct err err;

	(void)fuzz_file("file", data, n, path);
	fetch_note_load(str_of(path), URL, &first);
	fetch_note_load(str_of(path), STR("https://other.example/copy"), &other);
	PROPERTY(!(first.known && other.known));
	said = first.said;
	PROPERTY(strlen(said.tag) <= FETCH_TAG_MAX && said.modified.us >= 0);
	if (strchr(said.tag, '\n'))
		return 0;
	PROPERTY(fetch_note_save(str_of(path), &first, &said, &err) == 0);
	fetch_note_load(str_of(path), URL, &again);
	PROPERTY(again.known && again.said.modified.us == said.modified.us);
	PROPERTY(strcmp(again.said.tag, said.tag) == 0);
	return 0;
}
