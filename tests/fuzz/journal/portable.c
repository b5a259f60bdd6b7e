/* tests/fuzz/journal/portable.c: an export of a journal as a line, a disk or a person may have left it.
 *
 * No search finds hashes and a compression's checksum by chance. So an input says what is exported, and what
 * then happens to the bytes:
 *
 *      u8 entries, of each: u8 kind, u8 flags (1 erased), u8 length, the body
 *      u8 how: 1 compressed anew behind the changes, else the changes strike the compressed bytes
 *      rest: changes of three bytes each: u16 place, u8 what is xored there; 0 cuts the file off
 *
 * What was not changed is read back whole. What was and is taken all the same must lead to the very same
 * chain; anything else is refused with a sentence. Nothing is read beyond its end. */
#include "fuzz/harness.h"
#include "base/wire.h"
#include "journal/format.h"
#include "journal/portable.h"
#include "journal/portable_format.h"
#include <assert.h>
#include <dirent.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <zstd.h>

#define ENTRIES_MAX 16

struct exported {
        uint8_t chain[JOURNAL_HASH_BYTES];
        uint64_t entries;
};

static uint8_t next(const uint8_t **data, size_t *length)
{
        if (*length == 0)
                return 0;
        (*length)--;
        return *(*data)++;
}

static void add_entry(struct wire_out *out, const uint8_t **data, size_t *length, struct exported *exported)
{
        struct portable_entry entry = {.kind = (uint8_t)(next(data, length) % 8 + 1), .epoch = 1, .run = 1};
        uint8_t header[PORTABLE_ENTRY_BYTES], body[UINT8_MAX] = {0};

        entry.erased = next(data, length) & 1;
        entry.length = next(data, length);
        if (entry.length > *length)
                entry.length = (uint32_t)*length;
        memcpy(body, *data, entry.length);
        *data += entry.length;
        *length -= entry.length;
        format_body_hash(body, entry.length, entry.hash);
        if (entry.erased) /* its hash is all that is left of it */
                entry.length = 0;
        entry.position = ++exported->entries;
        format_chain(exported->chain, entry.position, entry.kind, entry.hash, exported->chain);
        portable_entry_write(&entry, header);
        wire_raw(out, header, sizeof(header));
        wire_raw(out, body, entry.length);
}

static void make_export(struct wire_out *out, const uint8_t **data, size_t *length, struct exported *ret)
{
        struct journal_identity identity = {.epoch = 1, .run = 1};
        struct portable_entry end = {.kind = PORTABLE_END};
        uint8_t header[PORTABLE_HEADER_BYTES], last[PORTABLE_ENTRY_BYTES];
        size_t count = next(data, length) % ENTRIES_MAX;

        *ret = (struct exported){.entries = 0};
        memcpy(identity.id, "an export's name", sizeof(identity.id));
        portable_header_write(&identity, header);
        wire_raw(out, header, sizeof(header));
        for (size_t i = 0; i < count; i++)
                add_entry(out, data, length, ret);
        end.position = ret->entries;
        memcpy(end.hash, ret->chain, sizeof(end.hash));
        portable_entry_write(&end, last);
        wire_raw(out, last, sizeof(last));
}

/* True when anything is another byte than it was. */
static bool change(uint8_t *bytes, size_t *count, const uint8_t *changes, size_t length)
{
        bool differs = false;

        for (; length >= 3 && *count > 0; length -= 3, changes += 3) {
                size_t place = (changes[0] | (size_t)changes[1] << 8) % *count;

                if (changes[2] == 0)
                        *count = place;
                else
                        bytes[place] ^= changes[2];
                differs = true;
        }
        return differs;
}

static void empty(const char *folder)
{
        DIR *dir = opendir(folder);
        struct dirent *entry;

        assert(dir);
        while ((entry = readdir(dir)))
                if (entry->d_name[0] != '.')
                        assert(unlinkat(dirfd(dir), entry->d_name, 0) == 0);
        closedir(dir);
}

static void import(const uint8_t *bytes, size_t length, bool differs, const struct exported *exported)
{
        char on_disk[] = "/tmp/fuzz-portable-XXXXXX", in_memory[] = "/dev/shm/fuzz-portable-XXXXXX";
        char *folder = access("/dev/shm", W_OK) == 0 ? in_memory : on_disk; /* it syncs each time */
        struct portable_report report;
        char *why = NULL;
        int fd = memfd_create("export", MFD_CLOEXEC), r;

        assert(fd >= 0 && mkdtemp(folder));
        assert(write(fd, bytes, length) == (ssize_t)length && lseek(fd, 0, SEEK_SET) == 0);
        r = journal_import(fd, folder, 4096, NULL, NULL, &report, &why);
        assert(r == 0 || (why && *why));
        assert(r == 0 || differs);
        if (r == 0) {
                assert(report.entries == exported->entries);
                assert(memcmp(report.chain, exported->chain, sizeof(report.chain)) == 0);
        }
        free(why);
        close(fd);
        empty(folder);
        assert(rmdir(folder) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
        SCOPED(wire_out_done) struct wire_out plain = {0};
        struct exported exported;
        bool before, differs = false;
        uint8_t *packed;
        size_t count;

        assert(sodium_init() >= 0);
        make_export(&plain, &data, &length, &exported);
        assert(!plain.failed);
        before = next(&data, &length) & 1;
        if (before)
                differs = change(plain.data, &plain.length, data, length);
        count = ZSTD_compressBound(plain.length);
        packed = malloc(count);
        assert(packed);
        count = ZSTD_compress(packed, count, plain.data, plain.length, 1);
        assert(!ZSTD_isError(count));
        if (!before)
                differs = change(packed, &count, data, length);
        import(packed, count, differs, &exported);
        free(packed);
        return 0;
}
