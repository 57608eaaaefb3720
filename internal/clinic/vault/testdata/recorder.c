/* Preloaded into a test's child: writes down every write, truncation, sync
 * and removal below OSO_RECORD_DIR, in the order they were made, into the file
 * OSO_RECORD. power_test.go replays what a power cut could leave of them. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

static pthread_mutex_t turn = PTHREAD_MUTEX_INITIALIZER;
static int logfd = -1;
static const char *root;

static const char *ours(int fd, char *buf, size_t size)
{
	if (!root) {
		const char *log = getenv("OSO_RECORD");
		root = getenv("OSO_RECORD_DIR");
		if (!root || !log)
			root = "";
		else
			logfd = syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_APPEND | O_CREAT, 0600);
	}
	if (logfd < 0)
		return NULL;
	char link[64];
	snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
	ssize_t n = readlink(link, buf, size - 1);
	if (n <= 0)
		return NULL;
	buf[n] = 0;
	size_t k = strlen(root);
	if (strncmp(buf, root, k) || buf[k] != '/')
		return NULL;
	return buf + k + 1;
}

static void put(char kind, const char *path, uint64_t off, const void *data, uint32_t len)
{
	char head[17];
	uint32_t plen = strlen(path);
	head[0] = kind;
	memcpy(head + 1, &off, 8);
	memcpy(head + 9, &plen, 4);
	memcpy(head + 13, &len, 4);
	struct iovec v[3] = {{head, 17}, {(void *)path, plen}, {(void *)data, len}};
	if (syscall(SYS_writev, logfd, v, 3) != (long)(17 + plen + len))
		abort();
}

#define REAL(name) static __typeof__(&name) real; if (!real) real = dlsym(RTLD_NEXT, #name)

ssize_t pwrite64(int fd, const void *b, size_t n, off64_t off)
{
	REAL(pwrite64);
	char buf[4096];
	pthread_mutex_lock(&turn);
	const char *p = ours(fd, buf, sizeof buf);
	ssize_t r = real(fd, b, n, off);
	if (p && r > 0)
		put('W', p, off, b, r);
	pthread_mutex_unlock(&turn);
	return r;
}

ssize_t pwrite(int fd, const void *b, size_t n, off_t off) { return pwrite64(fd, b, n, off); }

ssize_t write(int fd, const void *b, size_t n)
{
	REAL(write);
	char buf[4096];
	pthread_mutex_lock(&turn);
	const char *p = ours(fd, buf, sizeof buf);
	off_t off = p ? lseek(fd, 0, SEEK_CUR) : 0;
	ssize_t r = real(fd, b, n);
	if (p && r > 0)
		put('W', p, off, b, r);
	pthread_mutex_unlock(&turn);
	return r;
}

int ftruncate64(int fd, off64_t len)
{
	REAL(ftruncate64);
	char buf[4096];
	pthread_mutex_lock(&turn);
	const char *p = ours(fd, buf, sizeof buf);
	int r = real(fd, len);
	if (p && r == 0)
		put('T', p, len, "", 0);
	pthread_mutex_unlock(&turn);
	return r;
}

int ftruncate(int fd, off_t len) { return ftruncate64(fd, len); }

static int synced(int fd, int r)
{
	char buf[4096];
	const char *p = ours(fd, buf, sizeof buf);
	if (p && r == 0)
		put('S', p, 0, "", 0);
	return r;
}

int fsync(int fd)
{
	REAL(fsync);
	pthread_mutex_lock(&turn);
	int r = synced(fd, real(fd));
	pthread_mutex_unlock(&turn);
	return r;
}

int fdatasync(int fd)
{
	REAL(fdatasync);
	pthread_mutex_lock(&turn);
	int r = synced(fd, real(fd));
	pthread_mutex_unlock(&turn);
	return r;
}

int unlink(const char *path)
{
	REAL(unlink);
	char buf[4096];
	pthread_mutex_lock(&turn);
	ours(0, buf, sizeof buf);
	int r = real(path);
	size_t k = root ? strlen(root) : 0;
	if (r == 0 && logfd >= 0 && !strncmp(path, root, k) && path[k] == '/')
		put('U', path + k + 1, 0, "", 0);
	pthread_mutex_unlock(&turn);
	return r;
}
