// SPDX-License-Identifier: Apache-2.0
// A library for LD_PRELOAD that lets a program die, or its disk be full, at a chosen moment.
//
//   ANBN_FAULT_FOLDER    absolute; only what happens to files below it counts
//   ANBN_FAULT_KILL_AT   the number of the moment at which the process kills itself (SIGKILL)
//   ANBN_FAULT_FULL_AT   the number of the moment from which on the disk is full (ENOSPC)
//   ANBN_FAULT_COUNT     a file that is told how many moments there were
//   ANBN_FAULT_NO_EXCHANGE   set: two names cannot be swapped in one step
//   ANBN_FAULT_CUT           the absolute path of a file that is cut to nothing once it is mapped
//   ANBN_FAULT_NO_LOCKS      set: the file system has no locks
//   ANBN_FAULT_NO_LINKS      set: it has no hard links
//
// Every call that changes a file, a folder or what the disk holds is a moment, before it is
// carried out; a write is two: before it, and with half of its bytes written.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { kDescriptors = 4096 };
static atomic_bool watched[kDescriptors];
static atomic_long moments;

// The next function of this name: libc's.
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static long number_in(const char* variable) {
  const char* text = getenv(variable);
  return text ? atol(text) : 0;
}

static int is_below(int folder, const char* path) {
  const char* top = getenv("ANBN_FAULT_FOLDER");
  if (!top || !path) return 0;
  char absolute[PATH_MAX];
  if (path[0] != '/') {
    if (folder != AT_FDCWD) return folder >= 0 && folder < kDescriptors && watched[folder];
    char here[PATH_MAX / 2];
    if (!getcwd(here, sizeof here)) return 0;
    snprintf(absolute, sizeof absolute, "%s/%.*s", here, PATH_MAX / 2 - 2, path);
    path = absolute;
  }
  const size_t length = strlen(top);
  return strncmp(path, top, length) == 0 && (path[length] == '/' || path[length] == '\0');
}

static int is_watched(int descriptor) {
  return descriptor >= 0 && descriptor < kDescriptors && watched[descriptor];
}

static void watch(int descriptor, int folder, const char* path) {
  if (descriptor >= 0 && descriptor < kDescriptors) watched[descriptor] = is_below(folder, path);
}

static void die(void) {
  kill(getpid(), SIGKILL);
  for (;;) pause();
}

/// Counts a moment. Returns whether the disk is full by now.
static int moment(void) {
  const long now = ++moments;
  if (now == number_in("ANBN_FAULT_KILL_AT")) die();
  const long full = number_in("ANBN_FAULT_FULL_AT");
  return full > 0 && now >= full;
}

#define FAIL_IF_FULL  \
  do {                \
    if (moment()) {   \
      errno = ENOSPC; \
      return -1;      \
    }                 \
  } while (0)

__attribute__((destructor)) static void tell(void) {
  const char* path = getenv("ANBN_FAULT_COUNT");
  FILE* file = path ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%ld\n", (long)moments);
  fclose(file);
}

// Opening: making or cutting a file is a moment.

static int open_at(int folder, const char* path, int flags, mode_t mode) {
  if ((flags & (O_CREAT | O_TRUNC)) && is_below(folder, path)) FAIL_IF_FULL;
  const int descriptor = REAL(openat)(folder, path, flags, mode);
  watch(descriptor, folder, path);
  return descriptor;
}
#define MODE_ARGUMENT                    \
  mode_t mode = 0;                       \
  if (flags & (O_CREAT | __O_TMPFILE)) { \
    va_list arguments;                   \
    va_start(arguments, flags);          \
    mode = va_arg(arguments, mode_t);    \
    va_end(arguments);                   \
  }
int open(const char* path, int flags, ...) {
  MODE_ARGUMENT return open_at(AT_FDCWD, path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  MODE_ARGUMENT return open_at(AT_FDCWD, path, flags, mode);
}
int openat(int folder, const char* path, int flags, ...) {
  MODE_ARGUMENT return open_at(folder, path, flags, mode);
}
int openat64(int folder, const char* path, int flags, ...) {
  MODE_ARGUMENT return open_at(folder, path, flags, mode);
}
static FILE* watch_stream(FILE* stream, const char* path) {
  if (stream) watch(fileno(stream), AT_FDCWD, path);
  return stream;
}
FILE* fopen(const char* path, const char* mode) {
  if (mode[0] != 'r' && is_below(AT_FDCWD, path) && moment()) return errno = ENOSPC, NULL;
  return watch_stream(REAL(fopen)(path, mode), path);
}
FILE* fopen64(const char* path, const char* mode) {
  if (mode[0] != 'r' && is_below(AT_FDCWD, path) && moment()) return errno = ENOSPC, NULL;
  return watch_stream(REAL(fopen64)(path, mode), path);
}
int close(int descriptor) {
  if (is_watched(descriptor)) {
    moment();
    watched[descriptor] = 0;
  }
  return REAL(close)(descriptor);
}

// Writing.

ssize_t write(int descriptor, const void* bytes, size_t count) {
  if (is_watched(descriptor)) {
    FAIL_IF_FULL;
    if (moments + 1 == number_in("ANBN_FAULT_KILL_AT"))
      (void)!REAL(write)(descriptor, bytes, count / 2);
    FAIL_IF_FULL;
  }
  return REAL(write)(descriptor, bytes, count);
}
static ssize_t write_at(int descriptor, const void* bytes, size_t count, off_t offset) {
  if (is_watched(descriptor)) {
    FAIL_IF_FULL;
    if (moments + 1 == number_in("ANBN_FAULT_KILL_AT"))
      (void)!REAL(pwrite)(descriptor, bytes, count / 2, offset);
    FAIL_IF_FULL;
  }
  return REAL(pwrite)(descriptor, bytes, count, offset);
}
ssize_t pwrite(int descriptor, const void* bytes, size_t count, off_t offset) {
  return write_at(descriptor, bytes, count, offset);
}
ssize_t pwrite64(int descriptor, const void* bytes, size_t count, off64_t offset) {
  return write_at(descriptor, bytes, count, offset);
}
ssize_t writev(int descriptor, const struct iovec* pieces, int count) {
  if (is_watched(descriptor)) FAIL_IF_FULL;
  return REAL(writev)(descriptor, pieces, count);
}
static int cut(int descriptor, off_t length) {
  if (is_watched(descriptor)) moment();
  return REAL(ftruncate)(descriptor, length);
}
int ftruncate(int descriptor, off_t length) { return cut(descriptor, length); }
int ftruncate64(int descriptor, off64_t length) { return cut(descriptor, length); }
int fsync(int descriptor) {
  if (is_watched(descriptor)) FAIL_IF_FULL;
  return REAL(fsync)(descriptor);
}
int fdatasync(int descriptor) {
  if (is_watched(descriptor)) FAIL_IF_FULL;
  return REAL(fdatasync)(descriptor);
}

// Reading.

static void* map_and_cut(void* place, size_t size, int protection, int flags, int descriptor,
                         off_t offset) {
  void* const start = REAL(mmap)(place, size, protection, flags, descriptor, offset);
  const char* cut_path = getenv("ANBN_FAULT_CUT");
  char link[64], path[PATH_MAX] = {0};
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  if (cut_path && descriptor >= 0 && readlink(link, path, sizeof path - 1) > 0 &&
      strcmp(path, cut_path) == 0)
    (void)!truncate(path, 0);
  return start;
}
void* mmap(void* place, size_t size, int protection, int flags, int descriptor, off_t offset) {
  return map_and_cut(place, size, protection, flags, descriptor, offset);
}
void* mmap64(void* place, size_t size, int protection, int flags, int descriptor, off64_t offset) {
  return map_and_cut(place, size, protection, flags, descriptor, offset);
}

// Names.

int rename(const char* from, const char* to) {
  if (is_below(AT_FDCWD, to)) FAIL_IF_FULL;
  return REAL(rename)(from, to);
}
int renameat(int from_folder, const char* from, int to_folder, const char* to) {
  if (is_below(to_folder, to)) FAIL_IF_FULL;
  return REAL(renameat)(from_folder, from, to_folder, to);
}
int renameat2(int from_folder, const char* from, int to_folder, const char* to,
              unsigned int flags) {
  if (is_below(to_folder, to)) {
    FAIL_IF_FULL;
    if (getenv("ANBN_FAULT_NO_EXCHANGE")) {  // as file systems without it answer
      errno = EINVAL;
      return -1;
    }
  }
  return REAL(renameat2)(from_folder, from, to_folder, to, flags);
}
int link(const char* from, const char* to) {
  if (is_below(AT_FDCWD, to)) FAIL_IF_FULL;
  if (getenv("ANBN_FAULT_NO_LINKS")) {
    errno = EPERM;
    return -1;
  }
  return REAL(link)(from, to);
}
int flock(int descriptor, int operation) {
  if (getenv("ANBN_FAULT_NO_LOCKS")) {
    errno = ENOLCK;
    return -1;
  }
  return REAL(flock)(descriptor, operation);
}
int unlink(const char* path) {
  if (is_below(AT_FDCWD, path)) moment();
  return REAL(unlink)(path);
}
int unlinkat(int folder, const char* path, int flags) {
  if (is_below(folder, path)) moment();
  return REAL(unlinkat)(folder, path, flags);
}
int remove(const char* path) {
  if (is_below(AT_FDCWD, path)) moment();
  return REAL(remove)(path);
}
int rmdir(const char* path) {
  if (is_below(AT_FDCWD, path)) moment();
  return REAL(rmdir)(path);
}
int mkdir(const char* path, mode_t mode) {
  if (is_below(AT_FDCWD, path)) FAIL_IF_FULL;
  return REAL(mkdir)(path, mode);
}
int mkdirat(int folder, const char* path, mode_t mode) {
  if (is_below(folder, path)) FAIL_IF_FULL;
  return REAL(mkdirat)(folder, path, mode);
}
