/* tests/fuzz/store/fuzz_log.c: the store's own bytes as a disk may have left them, by the first byte: an index
 * run, the list of files, a record, a statement's value, a line of quarantine. A reader says no or stays within
 * its bytes, and a walk ends.
 *
 * No search finds a checksum by chance: with the high bit of the first byte set the run's are put right. */
#include "fuzz/harness.h"

#include <assert.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <libdeflate.h>

#include "base/bytes.h"
#include "store/run.h"

#define MEND 0x80

/* ---- a run: a file in memory is its folder's only one ---- */

static int file_fd;

static int open_file(void *context, int folder_fd, const char *name, int flags, mode_t mode)
{
        (void)context;
        (void)folder_fd;
        (void)name;
        (void)flags;
        (void)mode;
        return dup(file_fd);
}

static void mend_run(uint8_t *data, size_t length)
{
        unsigned bits = data[12];
        size_t prefixes, cards;

        if (bits < RUN_PREFIX_BITS_MIN || bits > 16)
                return;
        prefixes = 4 * (((size_t)1 << bits) + 1);
        cards = (size_t)run_cards_offset(bits);
        if (length < cards)
                return;
        put_le32(data + 40, libdeflate_crc32(0, data + RUN_HEAD_BYTES, prefixes));
        put_le32(data + 44, libdeflate_crc32(0, data + cards, length - cards));
        put_le32(data + 60, libdeflate_crc32(0, data, 60));
}

static void walk(const struct run *run)
{
        struct run_cursor cursor = run_seek(run, 0);
        uint64_t seen = 0;

        for (; run_cursor_more(&cursor); run_cursor_next(&cursor)) {
                uint64_t bits = run_cursor_bits(&cursor), first, end;

                assert(++seen <= run->head.count);
                if (run_find(run, bits, &first, &end))
                        assert(first < end && end <= run->head.count);
        }
}

static void take_run(uint8_t *data, size_t length, bool mend)
{
        struct disk disk = disk_real;
        struct listed_run listed = {.number = 1};
        struct run_head head;
        struct run *run = NULL;

        if (length < RUN_HEAD_BYTES)
                return;
        if (mend)
                mend_run(data, length);
        if (run_head_read(data, &head))
                listed.count = head.count;
        file_fd = memfd_create("run", MFD_CLOEXEC);
        assert(file_fd >= 0 && write(file_fd, data, length) == (ssize_t)length);
        disk.open = open_file;
        if (run_open(&disk, AT_FDCWD, &listed, &run) == RUN_OK)
                walk(run);
        (void)run_close(run);
        (void)close(file_fd);
}

/* ---- what lies in LMDB, and a record ---- */

static void take_list(uint8_t *data, size_t length)
{
        struct wire_in in = wire_in_of(data, length);
        struct log_list list = log_list_read(&in);

        for (uint32_t i = 0; i < list.segments_count && !in.failed; i++)
                (void)log_listed_segment_read(&in);
        for (uint32_t i = 0; i < list.runs_count && !in.failed; i++)
                (void)log_listed_run_read(&in);
}

static void take_record(uint8_t *data, size_t length)
{
        struct log_head head;

        if (length < LOG_HEAD_BYTES)
                return;
        head = log_head_read(data);
        if (head.length <= length - LOG_HEAD_BYTES)
                (void)log_record_is_whole(data, data + LOG_HEAD_BYTES);
}

static void take_statement(uint8_t *data, size_t length)
{
        struct kept_statement statement;

        if (layout_statement_read((struct bytes){data, length}, &statement) == 0)
                assert(statement.source.length + statement.id.length + statement.body.length <= length);
}

static void take_line(uint8_t *data, size_t length)
{
        struct quarantined line;
        struct checkpoint_mark mark;

        if (length < LAYOUT_LINE_BYTES)
                return;
        if (layout_line_read(data, (struct bytes){data + LAYOUT_LINE_BYTES, length - LAYOUT_LINE_BYTES}, &line) == 0)
                assert(line.source.length + line.id.length + line.message.length <= length);
        (void)layout_checkpoint_read((struct bytes){data, length}, &mark);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
        uint8_t *copy;

        if (length == 0)
                return 0;
        copy = malloc(length); /* exactly: a read beyond is seen */
        assert(copy);
        memcpy(copy, data + 1, length - 1);
        switch (data[0] & ~MEND) {
        case 0:
                take_run(copy, length - 1, data[0] & MEND);
                break;
        case 1:
                take_list(copy, length - 1);
                break;
        case 2:
                take_record(copy, length - 1);
                break;
        case 3:
                take_statement(copy, length - 1);
                break;
        default:
                take_line(copy, length - 1);
        }
        free(copy);
        return 0;
}
