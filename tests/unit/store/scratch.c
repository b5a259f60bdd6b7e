/* tests/unit/store/scratch.c: see scratch.h. */
#include "scratch.h"

#include <check.h>
#include <dirent.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define AWAIT_MSEC 60000

void scratch_make(char ret[SCRATCH_PATH_MAX])
{
        const char *base = getenv("TMPDIR");

        (void)snprintf(ret, SCRATCH_PATH_MAX, "%s/store-test-XXXXXX", base ? base : "/tmp");
        ck_assert_ptr_nonnull(mkdtemp(ret));
}

void scratch_make_in_memory(char ret[SCRATCH_PATH_MAX])
{
        (void)snprintf(ret, SCRATCH_PATH_MAX, "/dev/shm/store-test-XXXXXX");
        if (!mkdtemp(ret))
                scratch_make(ret);
}

void scratch_path(const char *folder, const char *name, char ret[SCRATCH_PATH_MAX])
{
        ck_assert_int_lt(snprintf(ret, SCRATCH_PATH_MAX, "%s/%s", folder, name), SCRATCH_PATH_MAX);
}

void scratch_remove(const char *folder)
{
        DIR *dir = opendir(folder);
        struct dirent *entry;

        if (!dir)
                return;
        while ((entry = readdir(dir)))
                if (entry->d_name[0] != '.') {
                        char path[SCRATCH_PATH_MAX];

                        scratch_path(folder, entry->d_name, path);
                        ck_assert_int_eq(unlink(path), 0);
                }
        (void)closedir(dir);
        ck_assert_int_eq(rmdir(folder), 0);
}

struct store_options scratch_options(const char *folder)
{
        struct store_options options = {.folder = folder, .front_bytes_max = 64 * 1024};

        memset(options.journal_id, 7, sizeof options.journal_id);
        return options;
}

struct store *scratch_open_with(const struct store_options *options)
{
        struct store *store = NULL;
        char *why = NULL;
        int r = store_open(options, &store, &why);

        ck_assert_msg(r == 0, "%d: %s", r, why ? why : "");
        ck_assert_ptr_null(why);
        return store;
}

struct store *scratch_open(const char *folder)
{
        struct store_options options = scratch_options(folder);

        return scratch_open_with(&options);
}

void scratch_refused(const struct store_options *options, int outcome, const char *words)
{
        struct store *store = NULL;
        char *why = NULL;

        ck_assert_int_eq(store_open(options, &store, &why), outcome);
        ck_assert_ptr_null(store);
        ck_assert_ptr_nonnull(why);
        ck_assert_msg(strstr(why, words) != NULL, "\"%s\" does not say \"%s\"", why, words);
        free(why);
}

int scratch_await(struct store *store)
{
        struct pollfd pollfd = {.fd = store_fd(store), .events = POLLIN};

        ck_assert_int_eq(poll(&pollfd, 1, AWAIT_MSEC), 1);
        return store_dispatch(store);
}

void scratch_checkpoint(struct store *store, uint64_t position)
{
        ck_assert_int_eq(store_cut(store, position, 0), 0);
        ck_assert_int_eq(store_cut_end(store), 0);
        ck_assert_int_eq(store_settled(store, position), 0);
        ck_assert_int_eq(scratch_await(store), 0);
        ck_assert_uint_eq(store_position(store), position);
}

void scratch_body(unsigned number, unsigned version, uint8_t *ret, size_t length)
{
        for (size_t i = 0; i < length; i++)
                ret[i] = (uint8_t)(number * 7 + version * 31 + i * 13 + (i >> 8));
}

void scratch_put(struct store *store, unsigned number, unsigned version, size_t length)
{
        uint8_t *body = malloc(length);
        char id[16];
        struct statement_put put = {.source = TEXT("s"), .body = body, .body_length = length};

        ck_assert_ptr_nonnull(body);
        (void)snprintf(id, sizeof id, "r%u", number);
        put.id = text_of(id);
        scratch_body(number, version, body, length);
        ck_assert_int_eq(store_put(store, &(struct puts){.count = 1, .puts = &put}), 0);
        free(body);
}

void scratch_check(struct store *store, unsigned number, unsigned version, size_t length)
{
        struct stored_statement found;
        struct record_key key = {.source = TEXT("s")};
        uint8_t *body = malloc(length + 1);
        char id[16];

        (void)snprintf(id, sizeof id, "r%u", number);
        key.id = text_of(id);
        ck_assert_int_eq(store_statements(store, &key, 1, true, &found), 0);
        if (version == 0) {
                ck_assert_msg(!found.body, "record %u should be absent", number);
        } else {
                ck_assert_msg(found.body && found.body_length == length, "record %u is not version %u",
                              number, version);
                scratch_body(number, version, body, length);
                ck_assert_mem_eq(found.body, body, length);
        }
        free(body);
}
