/* Plays scenario files and tells as TAP what came of each:
 *
 *   sim [-v] [--only BEGINNING] FOLDER      its scenarios, or those whose names begin so
 *   sim [-v] FILE.scn...                    with -v the roles' logs are shown
 *   sim --verbs                             the words that lines begin with
 */
#include "base/buf.h"
#include "scenario.h"
#include "sys/file.h"
#include "sys/log.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>

static int number;
static struct str only;

/* The base name, which messages begin with. */
static struct str base_of(struct str path)
{
	while (str_find(path, '/') < path.n)
		path = str_sub(path, str_find(path, '/') + 1, path.n);
	return path;
}

static int play(const char *path)
{
	struct buf AUTO(buf_done) text;
	struct scenario_told told = { 0 };
	struct str name = base_of(str_of(path));
	struct err err = { 0 };
	int code;

	buf_init(&text, SCENARIO_BYTES_MAX);
	code = file_load(str_of(path), &text, &err);
	if (code == 0)
		code = scenario_play(name, buf_str(&text), &told, &err);
	printf("%sok %d - %.*s\n", code < 0 ? "not " : "", ++number, STR_ARG(name));
	if (code < 0)
		printf("# %s\n", err.text);
	else
		printf("# %llu runs, %llu events, %.1f hours\n", (unsigned long long)told.runs,
		       (unsigned long long)told.steps, told.hours);
	fflush(stdout);
	return code;
}

static int is_scenario(const struct dirent *d)
{
	struct str name = str_of(d->d_name);

	return str_starts(name, only) && str_ends(name, STR(".scn"));
}

static int play_folder(const char *folder)
{
	struct dirent **found;
	int n = scandir(folder, &found, is_scenario, alphasort);
	int bad = 0;

	if (n <= 0) {
		printf("Bail out! no scenarios in %s\n", folder);
		return -1;
	}
	printf("1..%d\n", n);
	for (int i = 0; i < n; i++) {
		char path[4096];

		snprintf(path, sizeof(path), "%s/%s", folder, found[i]->d_name);
		bad += play(path) < 0;
		free(found[i]);
	}
	free(found);
	return bad;
}

static void tell(const char *verb)
{
	puts(verb);
}

static bool flag(int *argc, char ***argv, struct str name)
{
	bool is = *argc > 1 && str_eq(str_of((*argv)[1]), name);

	*argc -= is;
	*argv += is;
	return is;
}

int main(int argc, char **argv)
{
	int bad = 0;

	if (flag(&argc, &argv, STR("--verbs"))) {
		scenario_verbs(tell);
		return 0;
	}
	log_open("sim", flag(&argc, &argv, STR("-v")) ? LOG_INFO : LOG_NOTHING);
	if (flag(&argc, &argv, STR("--only")) && argc > 1) {
		only = str_of(argv[1]);
		argc--;
		argv++;
	}
	if (argc == 2 && !str_ends(str_of(argv[1]), STR(".scn")))
		return play_folder(argv[1]) != 0;
	printf("1..%d\n", argc - 1);
	for (int i = 1; i < argc; i++)
		bad += play(argv[i]) < 0;
	return bad || argc < 2;
}
