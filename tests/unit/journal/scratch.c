/* tests/unit/journal/scratch.c: see scratch.h. */
#include "scratch.h"

#include <check.h>
#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void scratch_make(char ret[SCRATCH_PATH_MAX])
{
        const char *base = getenv("TMPDIR");

        (void)snprintf(ret, SCRATCH_PATH_MAX, "%s/journal-test-XXXXXX", base ? base : "/tmp");
        ck_assert_ptr_nonnull(mkdtemp(ret));
}

static void for_each_file(const char *path, void (*visit)(const char *path, const char *name, const char *to),
                          const char *to)
{
        DIR *dir = opendir(path);
        struct dirent *entry;

        ck_assert_ptr_nonnull(dir);
        while ((entry = readdir(dir)))
                if (entry->d_name[0] != '.')
                        visit(path, entry->d_name, to);
        (void)closedir(dir);
}

static void remove_file(const char *path, const char *name, const char *to)
{
        char file[2 * SCRATCH_PATH_MAX];

        (void)to;
        (void)snprintf(file, sizeof file, "%s/%s", path, name);
        ck_assert_int_eq(unlink(file), 0);
}

void scratch_remove(const char *path)
{
        for_each_file(path, remove_file, NULL);
        ck_assert_int_eq(rmdir(path), 0);
}

static void copy_file(const char *path, const char *name, const char *to)
{
        size_t length;
        uint8_t *data = scratch_read(path, name, &length);

        scratch_write(to, name, data, length);
        free(data);
}

void scratch_copy(const char *from, const char *to)
{
        (void)mkdir(to, 0700);
        for_each_file(to, remove_file, NULL);
        for_each_file(from, copy_file, to);
}

static int open_file(const char *folder, const char *name, int flags)
{
        char path[2 * SCRATCH_PATH_MAX];
        int fd;

        (void)snprintf(path, sizeof path, "%s/%s", folder, name);
        fd = open(path, flags | O_CLOEXEC, 0600);
        ck_assert_msg(fd >= 0, "%s cannot be opened", path);
        return fd;
}

uint8_t *scratch_read(const char *folder, const char *name, size_t *ret_length)
{
        SCOPED(closep) int fd = open_file(folder, name, O_RDONLY);
        struct stat st;
        uint8_t *data;

        ck_assert_int_eq(fstat(fd, &st), 0);
        data = malloc((size_t)st.st_size + 1);
        ck_assert_ptr_nonnull(data);
        ck_assert_int_eq(pread(fd, data, (size_t)st.st_size, 0), st.st_size);
        *ret_length = (size_t)st.st_size;
        return data;
}

void scratch_write(const char *folder, const char *name, const void *data, size_t length)
{
        SCOPED(closep) int fd = open_file(folder, name, O_WRONLY | O_CREAT | O_TRUNC);

        ck_assert_int_eq(pwrite(fd, data, length, 0), (ssize_t)length);
}

void scratch_cut(const char *folder, const char *name, size_t length)
{
        SCOPED(closep) int fd = open_file(folder, name, O_WRONLY);

        ck_assert_int_eq(ftruncate(fd, (off_t)length), 0);
}

bool scratch_has(const char *folder, const char *name)
{
        char path[2 * SCRATCH_PATH_MAX];

        (void)snprintf(path, sizeof path, "%s/%s", folder, name);
        return access(path, F_OK) == 0;
}

struct journal *scratch_open(const char *folder, const struct journal_options *options)
{
        struct journal_options no_floor = {0};
        struct journal *journal = NULL;
        char *why = NULL;
        int r = journal_open(folder, options ? options : &no_floor, &journal, &why);

        ck_assert_msg(r == 0, "open: %d: %s", r, why ? why : "");
        ck_assert_ptr_null(why);
        return journal;
}

/* Bytes that depend on the position and on their place. */
static void fill(uint8_t *body, uint64_t position, size_t length)
{
        uint64_t state = position * UINT64_C(0x9e3779b97f4a7c15) + length;

        for (size_t i = 0; i < length; i++) {
                state = state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                body[i] = (uint8_t)(state >> 56);
        }
}

int scratch_try(struct journal *journal, size_t length)
{
        uint64_t expected = journal_last(journal) + 1, position = expected;
        uint8_t *body = malloc(length + 1);
        int r;

        ck_assert_ptr_nonnull(body);
        fill(body, expected, length);
        r = journal_append(journal, (uint8_t)(1 + expected % 12), body, length, NULL, &position);
        free(body);
        ck_assert_uint_eq(position, expected);
        return r;
}

uint64_t scratch_append(struct journal *journal, size_t length)
{
        int r = scratch_try(journal, length);

        ck_assert_msg(r == 0, "append: %d: %s", r, journal_why(journal));
        return journal_last(journal);
}

void scratch_check(const struct journal_record *record, uint64_t position, size_t length)
{
        uint8_t *body = malloc(length + 1);

        ck_assert_ptr_nonnull(body);
        fill(body, position, length);
        ck_assert_uint_eq(record->position, position);
        ck_assert_uint_eq(record->kind, 1 + position % 12);
        ck_assert(!record->erased);
        ck_assert_ptr_nonnull(record->body);
        ck_assert_uint_eq(record->body_length, length);
        ck_assert(memcmp(record->body, body, length) == 0);
        free(body);
}

int scratch_await(struct journal *journal, uint64_t position)
{
        int r = journal_dispatch(journal);

        while (r == 0 && journal_settled(journal) < position) {
                struct pollfd pollfd = {.fd = journal_fd(journal), .events = POLLIN};

                ck_assert_msg(poll(&pollfd, 1, 60000) == 1, "position %llu is not settled after a minute",
                              (unsigned long long)position);
                r = journal_dispatch(journal);
        }
        return r;
}
