/* Preloaded into winnow: lets the n-th call of one kind fail, or kills the process there.

   TORTURE_CALL   open, read, write, fsync, rename, unlink, mkdir, opendir, readdir or stat
   TORTURE_AT     which of these calls, from 1
   TORTURE_ERRNO  the error that it gets; "kill" kills the process with SIGKILL before the call
   TORTURE_LAST   how many calls in a row fail (1)
   TORTURE_PATH   only calls on paths with this in them count
   TORTURE_COUNT  a file that gets the number of calls of each kind at the end */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <unistd.h>

enum kind { OPEN, READ, WRITE, FSYNC, RENAME, UNLINK, MKDIR, OPENDIR, READDIR, STAT, KINDS };
static const char *const names[KINDS] = {"open",   "read",  "write",   "fsync",   "rename",
                                         "unlink", "mkdir", "opendir", "readdir", "stat"};
static atomic_long counts[KINDS];
static int chosen = -1, number;
static long first, last;
static const char *path_part;

#define REAL(name) \
  static __typeof__(&name) real; \
  if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
  const char *call = getenv("TORTURE_CALL"), *at = getenv("TORTURE_AT");
  const char *error = getenv("TORTURE_ERRNO"), *run = getenv("TORTURE_LAST");
  path_part = getenv("TORTURE_PATH");
  if (!call || !at || !error) return;
  for (int kind = 0; kind < KINDS; kind++)
    if (!strcmp(call, names[kind])) chosen = kind;
  first = atol(at);
  last = first + (run ? atol(run) : 1);
  number = strcmp(error, "kill") ? atoi(error) : -1;
}

__attribute__((destructor)) static void end(void) {
  const char *target = getenv("TORTURE_COUNT");
  FILE *file = target ? fopen(target, "w") : NULL;
  if (!file) return;
  for (int kind = 0; kind < KINDS; kind++)
    fprintf(file, "%s %ld\n", names[kind], atomic_load(&counts[kind]));
  fclose(file);
}

/* Whether this call is the one. */
static int strikes(enum kind kind, const char *path) {
  if (path_part && (!path || !strstr(path, path_part))) return 0;
  long count = atomic_fetch_add(&counts[kind], 1) + 1;
  if ((int)kind != chosen || count < first || count >= last) return 0;
  if (number < 0) kill(getpid(), SIGKILL);
  errno = number;
  return 1;
}

static int strikes_file(enum kind kind, int descriptor) {
  char link[64], path[4096] = "";
  if (!path_part) return strikes(kind, NULL);
  snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
  ssize_t length = readlink(link, path, sizeof path - 1);
  path[length > 0 ? length : 0] = 0;
  return strikes(kind, path);
}

#define OPENING(name) \
  int name(const char *path, int flags, ...) { \
    REAL(name); \
    mode_t mode = 0; \
    if (flags & (O_CREAT | O_TMPFILE)) { \
      va_list list; \
      va_start(list, flags); \
      mode = va_arg(list, mode_t); \
      va_end(list); \
    } \
    return strikes(OPEN, path) ? -1 : real(path, flags, mode); \
  }
OPENING(open)
OPENING(open64)

#define ON_FILE(kind, result, name, parameters, arguments) \
  result name parameters { \
    REAL(name); \
    return strikes_file(kind, descriptor) ? -1 : real arguments; \
  }
ON_FILE(READ, ssize_t, read, (int descriptor, void *b, size_t n), (descriptor, b, n))
ON_FILE(READ, ssize_t, pread, (int descriptor, void *b, size_t n, off_t o), (descriptor, b, n, o))
ON_FILE(READ, ssize_t, pread64, (int descriptor, void *b, size_t n, off64_t o),
        (descriptor, b, n, o))
ON_FILE(WRITE, ssize_t, write, (int descriptor, const void *b, size_t n), (descriptor, b, n))
ON_FILE(FSYNC, int, fsync, (int descriptor), (descriptor))

#define ON_PATH(kind, name, parameters, arguments) \
  int name parameters { \
    REAL(name); \
    return strikes(kind, path) ? -1 : real arguments; \
  }
ON_PATH(RENAME, rename, (const char *path, const char *to), (path, to))
ON_PATH(UNLINK, unlink, (const char *path), (path))
ON_PATH(UNLINK, remove, (const char *path), (path))
ON_PATH(MKDIR, mkdir, (const char *path, mode_t mode), (path, mode))
ON_PATH(STAT, lstat, (const char *path, struct stat *info), (path, info))
ON_PATH(STAT, stat, (const char *path, struct stat *info), (path, info))

DIR *opendir(const char *path) {
  REAL(opendir);
  return strikes(OPENDIR, path) ? NULL : real(path);
}

#define READING(name, type) \
  struct type *name(DIR *folder) { \
    REAL(name); \
    return strikes_file(READDIR, dirfd(folder)) ? NULL : real(folder); \
  }
READING(readdir, dirent)
READING(readdir64, dirent64)
