/* store/run.c: see run.h. */
#include "store/run.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <fcntl.h>
#include <libdeflate.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

/* ---- reading ---- */

static uint64_t prefix_of(const struct run *run, uint64_t bits)
{
        return bits >> (CARD_HASH_BITS - run->head.prefix_bits);
}

static uint64_t before(const struct run *run, uint64_t prefix)
{
        return le32toh(run->prefixes[prefix]);
}

uint64_t run_card(const struct run *run, uint64_t i)
{
        return le64toh(run->cards[i]);
}

/* Whoever follows them stays within the cards. */
static bool prefixes_rise(const struct run *run)
{
        uint64_t count = UINT64_C(1) << run->head.prefix_bits, last = before(run, 0);

        if (last != 0)
                return false;
        for (uint64_t i = 1; i <= count; i++) {
                if (before(run, i) < last)
                        return false;
                last = before(run, i);
        }
        return last == run->head.count;
}

static bool is_whole(struct run *run, const struct listed_run *listed)
{
        uint64_t prefixes_bytes, cards_at;

        if (run->map_bytes < RUN_HEAD_BYTES || !run_head_read(run->map, &run->head) ||
            run->head.count != listed->count)
                return false;
        cards_at = run_cards_offset(run->head.prefix_bits);
        if (run->map_bytes != cards_at + run->head.count * sizeof(uint64_t))
                return false;
        prefixes_bytes = ((UINT64_C(1) << run->head.prefix_bits) + 1) * sizeof(uint32_t);
        run->prefixes = (const uint32_t *)(const void *)(run->map + RUN_HEAD_BYTES);
        run->cards = (const uint64_t *)(const void *)(run->map + cards_at);
        return libdeflate_crc32(0, run->map + RUN_HEAD_BYTES, prefixes_bytes) == run->head.prefixes_checksum &&
               libdeflate_crc32(0, run->map + cards_at, run->head.count * sizeof(uint64_t)) ==
                       run->head.cards_checksum &&
               prefixes_rise(run);
}

int run_open(const struct disk *disk, int folder_fd, const struct listed_run *listed, struct run **ret)
{
        SCOPED(run_closep) struct run *run = calloc(1, sizeof *run);
        SCOPED(closep) int fd = -1;
        char name[LOG_NAME_MAX];
        struct stat st;
        void *map;

        if (!run)
                return -ENOMEM;
        run->number = listed->number;
        log_run_name(listed->number, name);
        fd = disk->open(disk->context, folder_fd, name, O_RDONLY, 0);
        if (fd < 0)
                return fd == -ENOENT ? RUN_BAD : fd;
        if (fstat(fd, &st) < 0)
                return -errno;
        if (st.st_size < RUN_HEAD_BYTES)
                return RUN_BAD;
        map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
        if (map == MAP_FAILED)
                return -errno;
        run->map = map;
        run->map_bytes = (size_t)st.st_size;
        if (!is_whole(run, listed))
                return RUN_BAD;
        *ret = TAKE(run);
        return RUN_OK;
}

struct run *run_close(struct run *run)
{
        if (run) {
                if (run->map)
                        (void)munmap((void *)(uintptr_t)run->map, run->map_bytes);
                free(run);
        }
        return NULL;
}

void run_prefetch_prefix(const struct run *run, uint64_t bits)
{
        __builtin_prefetch(&run->prefixes[prefix_of(run, bits)]);
}

void run_prefetch_cards(const struct run *run, uint64_t bits)
{
        __builtin_prefetch(&run->cards[before(run, prefix_of(run, bits))]);
}

bool run_find(const struct run *run, uint64_t bits, uint64_t *ret_first, uint64_t *ret_end)
{
        uint64_t prefix = prefix_of(run, bits), tail = bits & ((UINT64_C(1) << CARD_TAIL_BITS) - 1);
        uint64_t i = before(run, prefix), end = before(run, prefix + 1);

        while (i < end && card_tail(run_card(run, i)) < tail)
                i++;
        *ret_first = i;
        while (i < end && card_tail(run_card(run, i)) == tail)
                i++;
        *ret_end = i;
        return *ret_first < i;
}

/* ---- walking ---- */

struct run_cursor run_seek(const struct run *run, uint64_t bits)
{
        uint64_t prefix = prefix_of(run, bits), tail = bits & ((UINT64_C(1) << CARD_TAIL_BITS) - 1);
        uint64_t i = before(run, prefix), end = before(run, prefix + 1);

        while (i < end && card_tail(run_card(run, i)) < tail)
                i++;
        return (struct run_cursor){run, i, prefix};
}

bool run_cursor_more(const struct run_cursor *cursor)
{
        return cursor->i < cursor->run->head.count;
}

uint64_t run_cursor_bits(struct run_cursor *cursor)
{
        const struct run *run = cursor->run;
        unsigned implied = run->head.prefix_bits - CARD_IMPLIED_BITS;

        while (before(run, cursor->prefix + 1) <= cursor->i)
                cursor->prefix++;
        return cursor->prefix >> implied << CARD_TAIL_BITS | card_tail(run_card(run, cursor->i));
}

void run_cursor_next(struct run_cursor *cursor)
{
        cursor->i++;
}

/* ---- writing ---- */

static int flush(struct run_writer *writer, struct run_stream *stream)
{
        int r = disk_write(writer->disk, writer->fd, stream->buffer, stream->used, stream->offset);

        if (r < 0)
                return r;
        stream->checksum = libdeflate_crc32(stream->checksum, stream->buffer, stream->used);
        stream->offset += stream->used;
        stream->used = 0;
        return 0;
}

static int put(struct run_writer *writer, struct run_stream *stream, const void *data, size_t length)
{
        if (stream->used + length > RUN_BUFFER_BYTES) {
                int r = flush(writer, stream);

                if (r < 0)
                        return r;
        }
        memcpy(stream->buffer + stream->used, data, length);
        stream->used += length;
        return 0;
}

int run_writer_begin(struct run_writer *writer, const struct disk *disk, int folder_fd, uint64_t number,
                     uint64_t most)
{
        char name[LOG_NAME_MAX];

        *writer = (struct run_writer){.disk = disk, .number = number, .fd = -1};
        if (most > UINT32_MAX)
                return -EFBIG;
        writer->head.prefix_bits = run_prefix_bits(most);
        writer->prefixes = (struct run_stream){.buffer = malloc(RUN_BUFFER_BYTES), .offset = RUN_HEAD_BYTES};
        writer->cards = (struct run_stream){.buffer = malloc(RUN_BUFFER_BYTES),
                                            .offset = run_cards_offset(writer->head.prefix_bits)};
        if (!writer->prefixes.buffer || !writer->cards.buffer)
                return -ENOMEM;
        log_run_name(number, name);
        writer->fd = disk->open(disk->context, folder_fd, name, O_RDWR | O_CREAT | O_TRUNC,
                                LOG_FILE_MODE);
        return writer->fd < 0 ? writer->fd : 0;
}

/* The prefixes up to and with this one begin where the cards end now. */
static int begin_prefixes(struct run_writer *writer, uint64_t prefix)
{
        uint32_t count = htole32((uint32_t)writer->head.count);
        int r = 0;

        for (; r == 0 && writer->next_prefix <= prefix; writer->next_prefix++)
                r = put(writer, &writer->prefixes, &count, sizeof count);
        return r;
}

int run_writer_add(struct run_writer *writer, uint64_t bits, uint64_t card)
{
        uint64_t place = card_place(card), le = htole64(card);
        int r = begin_prefixes(writer, bits >> (CARD_HASH_BITS - writer->head.prefix_bits));

        if (r == 0)
                r = put(writer, &writer->cards, &le, sizeof le);
        if (r < 0)
                return r;
        if (writer->head.count == 0 || place < writer->head.first_place)
                writer->head.first_place = place;
        if (place > writer->head.last_place)
                writer->head.last_place = place;
        writer->head.count++;
        return 0;
}

int run_writer_end(struct run_writer *writer)
{
        uint8_t head[RUN_HEAD_BYTES];
        int r = begin_prefixes(writer, UINT64_C(1) << writer->head.prefix_bits);

        assert(writer->head.count > 0);
        if (r == 0)
                r = flush(writer, &writer->prefixes);
        if (r == 0)
                r = flush(writer, &writer->cards);
        if (r < 0)
                return r;
        writer->head.prefixes_checksum = writer->prefixes.checksum;
        writer->head.cards_checksum = writer->cards.checksum;
        run_head_write(&writer->head, head);
        r = disk_write(writer->disk, writer->fd, head, sizeof head, 0);
        if (r == 0)
                r = writer->disk->sync(writer->disk->context, writer->fd);
        return r;
}

void run_writer_done(struct run_writer *writer)
{
        if (writer->fd >= 0)
                (void)close(writer->fd);
        writer->fd = -1;
        free(writer->prefixes.buffer);
        free(writer->cards.buffer);
        writer->prefixes.buffer = writer->cards.buffer = NULL;
}
