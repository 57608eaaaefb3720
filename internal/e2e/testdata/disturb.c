/* Runs a program and makes its disk fail, by ptrace and seccomp, so that what
 * SQLite asks through the C library and what Go asks of the kernel itself are
 * met alike:
 *
 *   disturb full N DIR COUNT PROGRAM ARG...   below DIR there is no room any
 *                                             more from the Nth write on
 *   disturb sync N DIR COUNT PROGRAM ARG...   the Nth fsync of a file or folder
 *                                             below DIR fails, and only that
 *
 * With N 0 nothing fails. How many such calls there were is written into the
 * file COUNT. It ends as the program ends. Linux on x86-64 only. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

static void die(const char *what)
{
	perror(what);
	_exit(125);
}

/* Calls that need room, and calls that make sure. */
static const int room[] = {SYS_write, SYS_pwrite64, SYS_writev, SYS_pwritev, SYS_copy_file_range, SYS_fallocate, SYS_openat, SYS_mkdirat, SYS_mkdir, 0};
static const int sure[] = {SYS_fsync, SYS_fdatasync, 0};

static void trace_calls(const int *calls)
{
	struct sock_filter f[64];
	int n = 0;
	f[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	for (; *calls; calls++) {
		f[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, *calls, 0, 1);
		f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE);
	}
	f[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	struct sock_fprog p = {n, f};
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &p))
		die("seccomp");
}

/* The file that a call is about, if it lies below the folder. */
static int below(pid_t tid, const struct user_regs_struct *r, const char *dir)
{
	char path[PATH_MAX + 1] = "", link[64];
	unsigned long long at = 0;
	switch (r->orig_rax) {
	case SYS_openat:
		if (!(r->rdx & O_CREAT))
			return 0;
		/* fallthrough */
	case SYS_mkdirat:
		at = r->rsi;
		break;
	case SYS_mkdir:
		at = r->rdi;
		break;
	}
	if (at) {
		/* To the end of its page: a path may end right before what cannot be read. */
		size_t n = 4096 - at % 4096;
		struct iovec to = {path, n < PATH_MAX ? n : PATH_MAX}, from = {(void *)at, to.iov_len};
		if (process_vm_readv(tid, &to, 1, &from, 1, 0) <= 0)
			return 0;
		if (r->orig_rax == SYS_openat && access(path, F_OK) == 0)
			return 0; /* there already: nothing is made */
	} else {
		snprintf(link, sizeof link, "/proc/%d/fd/%llu", tid, r->rdi);
		ssize_t n = readlink(link, path, PATH_MAX);
		if (n <= 0)
			return 0;
		path[n] = 0;
	}
	size_t k = strlen(dir);
	return strncmp(path, dir, k) == 0 && (path[k] == '/' || path[k] == 0);
}

int main(int argc, char **argv)
{
	if (argc < 6)
		return 125;
	int full = strcmp(argv[1], "full") == 0;
	long at = atol(argv[2]), met = 0;
	const char *dir = argv[3];
	pid_t child = fork();
	if (child < 0)
		die("fork");
	if (child == 0) {
		if (ptrace(PTRACE_TRACEME, 0, 0, 0))
			die("ptrace");
		raise(SIGSTOP);
		trace_calls(full ? room : sure);
		execv(argv[5], argv + 5);
		die("exec");
	}
	int status;
	if (waitpid(child, &status, 0) < 0 || !WIFSTOPPED(status))
		die("wait");
	if (ptrace(PTRACE_SETOPTIONS, child, 0, PTRACE_O_EXITKILL | PTRACE_O_TRACESECCOMP | PTRACE_O_TRACECLONE | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACEEXEC))
		die("options");
	ptrace(PTRACE_CONT, child, 0, 0);
	for (;;) {
		pid_t tid = waitpid(-1, &status, __WALL);
		if (tid < 0 && errno == EINTR)
			continue;
		if (tid < 0)
			die("wait");
		if (!WIFSTOPPED(status)) {
			if (tid != child)
				continue;
			FILE *f = fopen(argv[4], "w");
			if (!f || fprintf(f, "%ld\n", met) < 0 || fclose(f))
				die("count");
			if (WIFSIGNALED(status)) {
				signal(WTERMSIG(status), SIG_DFL);
				raise(WTERMSIG(status));
			}
			return WEXITSTATUS(status);
		}
		int sig = WSTOPSIG(status), event = status >> 16;
		if (event == PTRACE_EVENT_SECCOMP) {
			struct user_regs_struct r;
			if (ptrace(PTRACE_GETREGS, tid, 0, &r) == 0 && below(tid, &r, dir)) {
				met++;
				if (at > 0 && (full ? met >= at : met == at)) {
					r.orig_rax = -1; /* the kernel leaves the call out and answers what stands in rax */
					r.rax = full ? -ENOSPC : -EIO;
					ptrace(PTRACE_SETREGS, tid, 0, &r);
				}
			}
		}
		/* Events stop with SIGTRAP, new threads begin with SIGSTOP: neither is the program's. */
		ptrace(PTRACE_CONT, tid, 0, event || sig == SIGSTOP || sig == SIGTRAP ? 0 : sig);
	}
}
