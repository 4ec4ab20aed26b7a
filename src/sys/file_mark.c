/* Owners and permissions. */
#include "sys/file_mark.h"

#include "sys/file.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PERMISSIONS 0777

int file_mark_get(struct str path, struct file_mark *out, struct err *err)
{
	char at[FILE_PATH_MAX + 1];
	const struct passwd *user;
	const struct group *group;
	struct stat st;

	snprintf(at, sizeof(at), "%.*s", STR_ARG(path));
	if (stat(at, &st) < 0)
		return err_sys(err, errno == ENOENT ? ERR_GONE : ERR_SYS, errno, "%s", at);
	*out = (struct file_mark){ .mode = st.st_mode & PERMISSIONS };
	user = getpwuid(st.st_uid);
	group = getgrgid(st.st_gid);
	if (user)
		snprintf(out->owner, sizeof(out->owner), "%s", user->pw_name);
	if (group)
		snprintf(out->group, sizeof(out->group), "%s", group->gr_name);
	return 0;
}

int file_mark_set(struct str path, const struct file_mark *mark, struct err *err)
{
	const struct passwd *user = mark->owner[0] ? getpwnam(mark->owner) : NULL;
	const struct group *group = mark->group[0] ? getgrnam(mark->group) : NULL;
	char at[FILE_PATH_MAX + 1];

	snprintf(at, sizeof(at), "%.*s", STR_ARG(path));
	if (geteuid() == 0 && (user || group) &&
	    chown(at, user ? user->pw_uid : (uid_t)-1, group ? group->gr_gid : (gid_t)-1) < 0)
		return err_sys(err, ERR_SYS, errno, "%s", at);
	if (chmod(at, mark->mode & PERMISSIONS) < 0)
		return err_sys(err, ERR_SYS, errno, "%s", at);
	return 0;
}

static bool is_member(const char *user, const char *group)
{
	const struct group *g = group[0] ? getgrnam(group) : NULL;
	const struct passwd *p;
	gid_t gid;

	if (!g)
		return false;
	gid = g->gr_gid;
	for (char **m = g->gr_mem; *m; m++)
		if (strcmp(*m, user) == 0)
			return true;
	p = getpwnam(user);
	return p && p->pw_gid == gid;
}

bool file_mark_lets(const struct file_mark *mark, const char *user, unsigned rights)
{
	uint32_t bits = mark->mode;

	if (strcmp(user, "root") == 0)
		return true;
	if (strcmp(user, mark->owner) == 0)
		bits >>= 6;
	else if (is_member(user, mark->group))
		bits >>= 3;
	return (bits & rights) == rights;
}
