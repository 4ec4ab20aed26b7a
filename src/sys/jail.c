/* Cages of seccomp and Landlock: the only file that knows libseccomp. */
#include "sys/jail.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

/* Later than the headers of Debian 12. */
#define FS_TRUNCATE (1ULL << 14) /* since version 3 */

/* Memory, time, waiting, and reading and writing what is open already. */
static const int always[] = {
	SCMP_SYS(brk),
	SCMP_SYS(mmap),
	SCMP_SYS(munmap),
	SCMP_SYS(mremap),
	SCMP_SYS(madvise),
	SCMP_SYS(mprotect),
	SCMP_SYS(read),
	SCMP_SYS(write),
	SCMP_SYS(readv),
	SCMP_SYS(writev),
	SCMP_SYS(pread64),
	SCMP_SYS(pwrite64),
	SCMP_SYS(lseek),
	SCMP_SYS(close),
	SCMP_SYS(close_range),
	SCMP_SYS(dup),
	SCMP_SYS(fcntl),
	SCMP_SYS(fstat),
	SCMP_SYS(newfstatat),
	SCMP_SYS(statx),
	SCMP_SYS(sendmsg),
	SCMP_SYS(recvmsg),
	SCMP_SYS(sendto),
	SCMP_SYS(recvfrom),
	SCMP_SYS(sendmmsg),
	SCMP_SYS(recvmmsg),
	SCMP_SYS(getsockopt),
	SCMP_SYS(setsockopt),
	SCMP_SYS(shutdown),
	SCMP_SYS(getsockname),
	SCMP_SYS(getpeername),
	SCMP_SYS(epoll_wait),
	SCMP_SYS(epoll_pwait),
	SCMP_SYS(epoll_pwait2),
	SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_create1),
	SCMP_SYS(eventfd2),
	SCMP_SYS(timerfd_create),
	SCMP_SYS(timerfd_settime),
	SCMP_SYS(timerfd_gettime),
	SCMP_SYS(poll),
	SCMP_SYS(ppoll),
	SCMP_SYS(select),
	SCMP_SYS(pselect6),
	SCMP_SYS(pipe2),
	SCMP_SYS(socketpair),
	SCMP_SYS(clock_gettime),
	SCMP_SYS(clock_nanosleep),
	SCMP_SYS(nanosleep),
	SCMP_SYS(gettimeofday),
	SCMP_SYS(time),
	SCMP_SYS(getrusage),
	SCMP_SYS(times),
	SCMP_SYS(rt_sigaction),
	SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigaltstack),
	SCMP_SYS(restart_syscall),
	SCMP_SYS(futex),
	SCMP_SYS(getpid),
	SCMP_SYS(gettid),
	SCMP_SYS(getppid),
	SCMP_SYS(getuid),
	SCMP_SYS(geteuid),
	SCMP_SYS(getgid),
	SCMP_SYS(getegid),
	SCMP_SYS(getrandom),
	SCMP_SYS(memfd_create),
	SCMP_SYS(uname),
	SCMP_SYS(sysinfo),
	SCMP_SYS(sched_yield),
	SCMP_SYS(sched_getaffinity),
	SCMP_SYS(set_robust_list),
	SCMP_SYS(rseq),
	SCMP_SYS(exit),
	SCMP_SYS(exit_group),
	SCMP_SYS(tgkill),
	SCMP_SYS(fadvise64),
};

static const int files_read[] = {
	SCMP_SYS(access),     SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(stat),
	SCMP_SYS(lstat),      SCMP_SYS(readlink),  SCMP_SYS(readlinkat), SCMP_SYS(getcwd),
	SCMP_SYS(getdents64), SCMP_SYS(flock),     SCMP_SYS(fstatfs),    SCMP_SYS(statfs),
};

static const int files_write[] = {
	SCMP_SYS(open),      SCMP_SYS(openat),    SCMP_SYS(openat2),   SCMP_SYS(ftruncate),
	SCMP_SYS(fallocate), SCMP_SYS(fsync),     SCMP_SYS(fdatasync), SCMP_SYS(sync_file_range),
	SCMP_SYS(msync),     SCMP_SYS(unlink),    SCMP_SYS(unlinkat),  SCMP_SYS(rename),
	SCMP_SYS(renameat),  SCMP_SYS(renameat2), SCMP_SYS(mkdir),     SCMP_SYS(mkdirat),
	SCMP_SYS(fchmod),    SCMP_SYS(chmod),     SCMP_SYS(fchmodat),  SCMP_SYS(fchown),
	SCMP_SYS(umask),     SCMP_SYS(utimensat), SCMP_SYS(rmdir),
};

/* What a role would do only in the hands of somebody else. */
static const int deadly[] = {
	SCMP_SYS(execve),
	SCMP_SYS(execveat),
	SCMP_SYS(fork),
	SCMP_SYS(vfork),
	SCMP_SYS(ptrace),
	SCMP_SYS(process_vm_readv),
	SCMP_SYS(process_vm_writev),
	SCMP_SYS(pidfd_getfd),
	SCMP_SYS(mount),
	SCMP_SYS(umount2),
	SCMP_SYS(move_mount),
	SCMP_SYS(fsopen),
	SCMP_SYS(fsmount),
	SCMP_SYS(open_tree),
	SCMP_SYS(pivot_root),
	SCMP_SYS(chroot),
	SCMP_SYS(unshare),
	SCMP_SYS(setns),
	SCMP_SYS(bpf),
	SCMP_SYS(perf_event_open),
	SCMP_SYS(userfaultfd),
	SCMP_SYS(io_uring_setup),
	SCMP_SYS(keyctl),
	SCMP_SYS(add_key),
	SCMP_SYS(request_key),
	SCMP_SYS(init_module),
	SCMP_SYS(finit_module),
	SCMP_SYS(delete_module),
	SCMP_SYS(kexec_load),
	SCMP_SYS(kexec_file_load),
	SCMP_SYS(reboot),
	SCMP_SYS(swapon),
	SCMP_SYS(swapoff),
	SCMP_SYS(acct),
	SCMP_SYS(quotactl),
	SCMP_SYS(setuid),
	SCMP_SYS(setgid),
	SCMP_SYS(setreuid),
	SCMP_SYS(setregid),
	SCMP_SYS(setresuid),
	SCMP_SYS(setresgid),
	SCMP_SYS(setgroups),
	SCMP_SYS(capset),
	SCMP_SYS(open_by_handle_at),
	SCMP_SYS(name_to_handle_at),
	SCMP_SYS(personality),
	SCMP_SYS(settimeofday),
	SCMP_SYS(clock_settime),
	SCMP_SYS(adjtimex),
	SCMP_SYS(sethostname),
	SCMP_SYS(iopl),
	SCMP_SYS(ioperm),
	SCMP_SYS(listen),
	SCMP_SYS(kill),
	SCMP_SYS(tkill),
	SCMP_SYS(symlink),
	SCMP_SYS(symlinkat),
	SCMP_SYS(link),
	SCMP_SYS(linkat),
	SCMP_SYS(mknod),
	SCMP_SYS(mknodat),
};

/* The leak checker stops the world from a thread of its own; the rest reads itself. */
static const int sanitizer[] = {
	SCMP_SYS(getdents),        SCMP_SYS(clone),
	SCMP_SYS(clone3),          SCMP_SYS(wait4),
	SCMP_SYS(prctl),           SCMP_SYS(open),
	SCMP_SYS(openat),          SCMP_SYS(readlink),
	SCMP_SYS(readlinkat),      SCMP_SYS(getdents64),
	SCMP_SYS(set_tid_address), SCMP_SYS(prlimit64),
	SCMP_SYS(getrlimit),       SCMP_SYS(kill),
	SCMP_SYS(ptrace),          SCMP_SYS(sched_setaffinity),
	SCMP_SYS(arch_prctl),      SCMP_SYS(stat),
	SCMP_SYS(access),          SCMP_SYS(process_vm_readv),
	SCMP_SYS(ioctl),
};

static bool is_relaxed(int call)
{
	if (SANITIZED)
		for (size_t i = 0; i < LEN(sanitizer); i++)
			if (sanitizer[i] == call)
				return true;
	return false;
}

/* Calls of other machines' kernels have negative numbers and are passed over. */
static int each(scmp_filter_ctx ctx, uint32_t action, const int *call, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (call[i] < 0 || (action == SCMP_ACT_KILL_PROCESS && is_relaxed(call[i])))
			continue;
		if (seccomp_rule_add(ctx, action, call[i], 0) < 0)
			return -1;
	}
	return 0;
}

/* Opening without any way to make or change. */
static int reading_only(scmp_filter_ctx ctx)
{
	int made = O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);

	if (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1,
			     SCMP_A2(SCMP_CMP_MASKED_EQ, (scmp_datum_t)made, 0)) < 0)
		return -1;
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(open), 1,
				SCMP_A1(SCMP_CMP_MASKED_EQ, (scmp_datum_t)made, 0));
}

static int allow_socket(scmp_filter_ctx ctx, int family, int kind)
{
	const unsigned mask = ~(unsigned)(SOCK_CLOEXEC | SOCK_NONBLOCK);

	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(socket), 2,
				SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)family, 0),
				SCMP_A1(SCMP_CMP_MASKED_EQ, mask, (scmp_datum_t)kind));
}

/* Sockets of the kinds that are granted; asking for others fails then, and does not kill. */
static int new_sockets(scmp_filter_ctx ctx, unsigned grants)
{
	static const struct {
		enum jail_grant grant;
		int family, kind;
	} row[] = {
		{JAIL_UDP,    AF_INET,  SOCK_DGRAM },
                { JAIL_UDP,   AF_INET6, SOCK_DGRAM },
		{ JAIL_TCP,   AF_INET,  SOCK_STREAM},
                { JAIL_TCP,   AF_INET6, SOCK_STREAM},
		{ JAIL_LOCAL, AF_UNIX,  SOCK_STREAM},
	};

	for (size_t i = 0; i < LEN(row); i++)
		if ((grants & row[i].grant) && allow_socket(ctx, row[i].family, row[i].kind) < 0)
			return -1;
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(connect), 0);
}

static int sockets(scmp_filter_ctx ctx, unsigned grants)
{
	const int dead[] = { SCMP_SYS(socket), SCMP_SYS(connect) };

	if (seccomp_rule_add(ctx, grants & JAIL_BIND ? SCMP_ACT_ALLOW : SCMP_ACT_KILL_PROCESS,
			     SCMP_SYS(bind), 0) < 0)
		return -1;
	if ((grants & JAIL_ACCEPT) &&
	    (seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(accept4), 0) < 0 ||
	     seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(accept), 0) < 0))
		return -1;
	if (grants & (JAIL_UDP | JAIL_TCP | JAIL_LOCAL))
		return new_sockets(ctx, grants);
	return each(ctx, SCMP_ACT_KILL_PROCESS, dead, LEN(dead));
}

/* Whoever starts a thread asks for clone3, whose flags no filter can see; told that there is none
 * he takes clone, of which only threads are let through. A resolver asks how much there is to
 * read. */
static int threads(scmp_filter_ctx ctx)
{
	if (SANITIZED)
		return 0;
	if (seccomp_rule_add(ctx, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0) < 0 ||
	    seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
			     SCMP_A0(SCMP_CMP_MASKED_EQ, CLONE_THREAD, CLONE_THREAD)) < 0)
		return -1;
	return seccomp_rule_add(ctx, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
				SCMP_A1(SCMP_CMP_EQ, FIONREAD, 0));
}

static int filter(scmp_filter_ctx ctx, unsigned grants)
{
	if ((grants & JAIL_THREADS) && threads(ctx) < 0)
		return -1;
	if (each(ctx, SCMP_ACT_ALLOW, always, LEN(always)) < 0 ||
	    each(ctx, SCMP_ACT_KILL_PROCESS, deadly, LEN(deadly)) < 0 || sockets(ctx, grants) < 0)
		return -1;
	if (SANITIZED && each(ctx, SCMP_ACT_ALLOW, sanitizer, LEN(sanitizer)) < 0)
		return -1;
	if ((grants & (JAIL_FILES_READ | JAIL_FILES_WRITE)) &&
	    each(ctx, SCMP_ACT_ALLOW, files_read, LEN(files_read)) < 0)
		return -1;
	if (grants & JAIL_FILES_WRITE)
		return each(ctx, SCMP_ACT_ALLOW, files_write, LEN(files_write));
	if (grants & JAIL_FILES_READ)
		return reading_only(ctx);
	return 0;
}

static int enter_seccomp(unsigned grants, struct err *err)
{
	scmp_filter_ctx ctx = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	int r = -1;

	if (ctx && seccomp_attr_set(ctx, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0 &&
	    filter(ctx, grants) == 0)
		r = seccomp_load(ctx);
	if (ctx)
		seccomp_release(ctx);
	if (r < 0)
		return err_set(err, ERR_SYS, "seccomp: the filter cannot be entered (%d)", r);
	return 0;
}

static uint64_t fs_all(long version)
{
	uint64_t all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

	if (version >= 2)
		all |= LANDLOCK_ACCESS_FS_REFER;
	if (version >= 3)
		all |= FS_TRUNCATE;
	return all;
}

static int allow_path(int rules, const char *path, uint64_t access)
{
	struct landlock_path_beneath_attr beneath = { .allowed_access = access };
	struct stat st;
	long r;

	beneath.parent_fd = open(path, O_PATH | O_CLOEXEC);
	if (beneath.parent_fd < 0)
		return errno == ENOENT || errno == EACCES ? 0 : -1;
	if (fstat(beneath.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
		beneath.allowed_access &=
			LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE | FS_TRUNCATE;
	r = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0);
	close(beneath.parent_fd);
	return (int)r;
}

static int allow_paths(int rules, const struct jail *jail, uint64_t all)
{
	const uint64_t read = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
	const uint64_t never = LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_MAKE_CHAR |
			       LANDLOCK_ACCESS_FS_MAKE_BLOCK | LANDLOCK_ACCESS_FS_MAKE_SYM |
			       LANDLOCK_ACCESS_FS_MAKE_SOCK | LANDLOCK_ACCESS_FS_MAKE_FIFO;

	if (SANITIZED && allow_path(rules, "/proc", read) < 0)
		return -1;
	for (size_t i = 0; i < jail->paths; i++)
		if (allow_path(rules, jail->path[i].path,
			       jail->path[i].write ? all & ~never : read) < 0)
			return -1;
	return 0;
}

/* The version that was entered; 0: this kernel has none. */
static long enter_landlock(const struct jail *jail, struct err *err)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	struct landlock_ruleset_attr attr;
	int rules;
	long r;

	if (version < 1)
		return 0;
	attr = (struct landlock_ruleset_attr){ .handled_access_fs = fs_all(version) };
	rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof(attr), 0);
	if (rules < 0)
		return err_sys(err, ERR_SYS, errno, "landlock");
	r = allow_paths(rules, jail, attr.handled_access_fs);
	if (r == 0)
		r = syscall(SYS_landlock_restrict_self, rules, 0);
	if (r < 0)
		err_sys(err, ERR_SYS, errno, "landlock");
	close(rules);
	return r < 0 ? -1 : version;
}

int jail_enter(const struct jail *jail, char *cage, struct err *err)
{
	const struct rlimit none = { 0, 0 };
	long landlock;

	/* memory of a role may hold what customers entrust to us */
	if (!SANITIZED && prctl(PR_SET_DUMPABLE, 0) < 0)
		return err_sys(err, ERR_SYS, errno, "prctl");
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) < 0 || setrlimit(RLIMIT_CORE, &none) < 0)
		return err_sys(err, ERR_SYS, errno, "giving up privileges");
	landlock = enter_landlock(jail, err);
	if (landlock < 0 || enter_seccomp(jail->grants, err) < 0)
		return -1;
	if (landlock > 0)
		snprintf(cage, JAIL_TEXT_MAX, "seccomp landlock-%ld%s", landlock,
			 SANITIZED ? " relaxed-for-sanitizers" : "");
	else
		snprintf(cage, JAIL_TEXT_MAX, "seccomp%s",
			 SANITIZED ? " relaxed-for-sanitizers" : "");
	return 0;
}
