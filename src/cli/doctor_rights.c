/* Whether the hub may write what it keeps and read what it is told, and strangers may not.
 *
 * Files made by a command of root, or copied from another machine, are the usual trouble. The
 * hub's user is whose its folder is.
 */
#include "cli/doctor.h"

#include "sys/file_mark.h"
#include "sys/folder.h"

#define OTHERS (FILE_READ | FILE_WRITE | FILE_PASS)

struct rights {
	struct doctor *d;
	const char *user; /* of the hub */
	size_t wrong;
};

static void cannot_look(struct rights *r, const struct err *err)
{
	doctor_note(r->d, DOCTOR_NOTE, "rights", arena_str(&r->d->cli->arena, str_of(err->text)),
		    "Run netizen doctor as root: it sees more.");
	r->wrong++;
}

static void check_writable(struct rights *r, struct str path)
{
	struct arena *a = &r->d->cli->arena;
	struct file_mark mark;
	struct err err;

	if (file_mark_get(path, &mark, &err) < 0) {
		if (err.kind != ERR_GONE) /* a log of the database, gone meanwhile */
			cannot_look(r, &err);
		return;
	}
	if (file_mark_lets(&mark, r->user, FILE_READ | FILE_WRITE))
		return;
	r->wrong++;
	doctor_note(r->d, DOCTOR_FAIL, "rights",
		    arena_fmt(a, "the hub, which is %s, cannot write %.*s, which is %s's", r->user,
			      STR_ARG(path), mark.owner[0] ? mark.owner : "nobody known"),
		    arena_fmt(a, "Give the hub what it keeps: chown -R %s: %s.", r->user,
			      r->d->state.lib)
			    .p);
}

static void check_readable(struct rights *r, struct str path, unsigned wanted)
{
	struct arena *a = &r->d->cli->arena;
	struct file_mark mark;
	struct err err;

	if (file_mark_get(path, &mark, &err) < 0) {
		cannot_look(r, &err);
		return;
	}
	if (file_mark_lets(&mark, r->user, wanted))
		return;
	r->wrong++;
	doctor_note(r->d, DOCTOR_FAIL, "rights",
		    arena_fmt(a, "the hub, which is %s, cannot read %.*s", r->user, STR_ARG(path)),
		    arena_fmt(a, "Let the hub read it: chgrp %s %.*s; chmod g+r%s %.*s.", r->user,
			      STR_ARG(path), wanted & FILE_PASS ? "x" : "", STR_ARG(path))
			    .p);
}

/* A key that others may read is theirs as well. */
static void check_secret(struct rights *r, struct str path)
{
	struct arena *a = &r->d->cli->arena;
	struct file_mark mark;

	if (file_mark_get(path, &mark, NULL) < 0 || (mark.mode & OTHERS) == 0)
		return;
	r->wrong++;
	doctor_note(
		r->d, DOCTOR_WARN, "rights",
		arena_fmt(a, "everybody on this machine may use the key in %.*s", STR_ARG(path)),
		arena_fmt(a, "Keep the key from others: chmod o= %.*s.", STR_ARG(path)).p);
}

static void check_folder(struct rights *r, const char *folder, struct str suffix, bool secrets)
{
	struct arena *a = &r->d->cli->arena;
	struct folder_list names;
	struct err err;

	if (!folder_exists(str_of(folder)))
		return;
	check_readable(r, str_of(folder), FILE_READ | FILE_PASS);
	if (folder_names(str_of(folder), suffix, a, &names, &err) < 0) {
		cannot_look(r, &err);
		return;
	}
	for (size_t i = 0; i < names.n; i++) {
		struct str path = arena_fmt(a, "%s/%.*s", folder, STR_ARG(names.name[i]));

		check_readable(r, path, FILE_READ);
		if (secrets)
			check_secret(r, path);
	}
}

static void check_kept(struct rights *r)
{
	const char *lib = r->d->state.lib;
	struct arena *a = &r->d->cli->arena;
	struct folder_list names;
	struct file_mark mark;
	struct err err;

	if (file_mark_get(str_of(lib), &mark, &err) == 0 && (mark.mode & FILE_WRITE)) {
		r->wrong++;
		doctor_note(r->d, DOCTOR_FAIL, "rights",
			    arena_fmt(a, "everybody on this machine may write into %s", lib),
			    arena_fmt(a, "Keep others out: chmod o= %s.", lib).p);
	}
	if (folder_names(str_of(lib), STR(""), a, &names, &err) < 0)
		cannot_look(r, &err);
	else
		for (size_t i = 0; i < names.n; i++)
			check_writable(r, arena_fmt(a, "%s/%.*s", lib, STR_ARG(names.name[i])));
}

void doctor_rights(struct doctor *d)
{
	static const struct {
		const char *name, *suffix;
		bool secrets;
	} told[] = {
		{"",          ".conf", false},
		{ "/conf.d",  ".conf", false},
		{ "/lists.d", ".conf", false},
		{ "/keys",    "",      true }
	};
	struct rights r = { .d = d };
	struct file_mark lib;

	if (file_mark_get(str_of(d->state.lib), &lib, NULL) < 0 || lib.owner[0] == '\0')
		return;
	r.user = arena_str(&d->cli->arena, str_of(lib.owner)).p;
	check_kept(&r);
	for (size_t i = 0; i < LEN(told); i++)
		check_folder(&r, arena_fmt(&d->cli->arena, "%s%s", d->state.etc, told[i].name).p,
			     str_of(told[i].suffix), told[i].secrets);
	if (r.wrong == 0)
		doctor_note(d, DOCTOR_OK, "rights",
			    arena_fmt(&d->cli->arena,
				      "the hub, which is %s, may read and write "
				      "what is its own",
				      r.user),
			    NULL);
}
