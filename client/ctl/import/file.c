/* A path comes in, bytes in UTF-8 leave that can be read in any order. Whatever has to be expanded or
 * converted goes to a temporary file first, never to memory, and within a limit. */
#include "import/file.h"
#include "base/scoped.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define BLOCK_BYTES 65536

SCOPED_FUNCTION(FILE, fclose)

static int fail(struct faults *faults, const char *path, const char *what)
{
        faults_add(faults, path, 0, 0, "%s", what);
        return 1;
}

/* All that is written goes through here, so that no file expands without end. */
static const char *spill(FILE *to, const void *bytes, size_t length, uint64_t *total)
{
        *total += length;
        if (*total > FILE_BYTES_MAX)
                return "expands to more than 16 GiB";
        return fwrite(bytes, 1, length, to) == length ? NULL : strerror(errno);
}

static const char *inflate_gzip(int fd, FILE *to)
{
        static char block[BLOCK_BYTES];
        const char *why = NULL;
        uint64_t total = 0;
        gzFile gz;
        int copy, n;

        copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
        if (copy < 0)
                return strerror(errno);
        gz = gzdopen(copy, "r");
        if (!gz) {
                (void)close(copy);
                return "out of memory";
        }
        while (!why && (n = gzread(gz, block, sizeof(block))) > 0)
                why = spill(to, block, (size_t)n, &total);
        if (!why && n < 0)
                why = "damaged gzip data";
        /* A file that was cut ends like a whole one, but for this. */
        if (gzclose_r(gz) != Z_OK && !why)
                why = "gzip data that ends too early";
        return why;
}

static const char *inflate_zstd(int fd, FILE *to)
{
        static char in[BLOCK_BYTES], out[BLOCK_BYTES];
        ZSTD_DStream *stream = ZSTD_createDStream();
        const char *why = NULL;
        uint64_t total = 0;
        size_t left = 0;
        ssize_t n;

        if (!stream)
                return "out of memory";
        while (!why && (n = read(fd, in, sizeof(in))) > 0) {
                ZSTD_inBuffer input = {in, (size_t)n, 0};

                while (!why && input.pos < input.size) {
                        ZSTD_outBuffer output = {out, sizeof(out), 0};

                        left = ZSTD_decompressStream(stream, &output, &input);
                        why = ZSTD_isError(left) ? "damaged zstd data" : spill(to, out, output.pos, &total);
                }
        }
        (void)ZSTD_freeDStream(stream);
        if (!why && n < 0)
                why = strerror(errno);
        if (!why && left != 0)
                why = "zstd data that ends too early";
        return why;
}

static const char *convert(struct text bytes, const char *encoding, FILE *to)
{
        static char block[BLOCK_BYTES];
        char *in = (char *)(uintptr_t)bytes.data; /* iconv() only reads it */
        size_t in_left = bytes.length;
        const char *why = NULL;
        uint64_t total = 0;
        iconv_t conversion;

        conversion = iconv_open("UTF-8", encoding);
        if (conversion == (iconv_t)-1)
                return "the mapping's encoding is unknown here; see iconv -l";
        while (!why && in_left > 0) {
                char *out = block;
                size_t out_left = sizeof(block), r;

                r = iconv(conversion, &in, &in_left, &out, &out_left);
                if (r == (size_t)-1 && errno != E2BIG)
                        why = "bytes that are not of the mapping's encoding";
                else
                        why = spill(to, block, (size_t)(out - block), &total);
        }
        (void)iconv_close(conversion);
        return why;
}

/* An empty file has nothing to map. */
static const char *map(int fd, struct text *ret)
{
        struct stat st;
        void *bytes;

        if (fstat(fd, &st) < 0)
                return strerror(errno);
        if (S_ISDIR(st.st_mode))
                return strerror(EISDIR);
        if (st.st_size == 0) {
                *ret = (struct text){"", 0};
                return NULL;
        }
        bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
        if (bytes == MAP_FAILED)
                return strerror(errno);
        *ret = (struct text){bytes, (size_t)st.st_size};
        return NULL;
}

static void unmap(struct text bytes)
{
        if (bytes.length > 0)
                (void)munmap((void *)(uintptr_t)bytes.data, bytes.length);
}

/* What comes through a pipe cannot be mapped, and is copied like what is compressed. */
static const char *copy_pipe(int fd, FILE *to)
{
        static char block[BLOCK_BYTES];
        const char *why = NULL;
        uint64_t total = 0;
        ssize_t n = 0;

        while (!why && (n = read(fd, block, sizeof(block))) > 0)
                why = spill(to, block, (size_t)n, &total);
        return why ? why : n < 0 ? strerror(errno) : NULL;
}

static const char *temporary(FILE **ret)
{
        *ret = tmpfile();
        return *ret ? NULL : strerror(errno);
}

/* Expanded bytes into *ret, which borrows nothing. */
static const char *read_bytes(int fd, struct text *ret)
{
        SCOPED(fclosep) FILE *to = NULL, *piped = NULL;
        unsigned char magic[4] = {0};
        struct stat st;
        const char *why = NULL;
        ssize_t n;

        if (fstat(fd, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode)) {
                why = temporary(&piped);
                if (!why)
                        why = copy_pipe(fd, piped);
                if (!why && fflush(piped) != 0)
                        why = strerror(errno);
                if (why)
                        return why;
                fd = fileno(piped);
                if (lseek(fd, 0, SEEK_SET) < 0)
                        return strerror(errno);
        }

        n = pread(fd, magic, sizeof(magic), 0);
        if (n >= 2 && magic[0] == 0x1f && magic[1] == 0x8b)
                why = temporary(&to) ? strerror(errno) : inflate_gzip(fd, to);
        else if (n == 4 && magic[0] == 0x28 && magic[1] == 0xb5 && magic[2] == 0x2f && magic[3] == 0xfd)
                why = temporary(&to) ? strerror(errno) : inflate_zstd(fd, to);
        if (!why && to && fflush(to) != 0)
                why = strerror(errno);
        return why ? why : map(to ? fileno(to) : fd, ret);
}

static const char *reencode(const char *encoding, struct text *bytes)
{
        SCOPED(fclosep) FILE *to = NULL;
        struct text converted;
        const char *why;

        why = temporary(&to);
        if (!why)
                why = convert(*bytes, encoding, to);
        if (!why && fflush(to) != 0)
                why = strerror(errno);
        if (!why)
                why = map(fileno(to), &converted);
        if (why)
                return why;
        unmap(*bytes);
        *bytes = converted;
        return NULL;
}

/* The first line that is no UTF-8, since that is where a person has to look. */
static int check_utf8(const struct file *file, struct faults *faults)
{
        struct text rest = file->bytes, line;
        uint32_t n = 0;

        if (text_is_utf8(file->bytes))
                return 0;
        while (text_cut(&rest, '\n', &line)) {
                n++;
                if (!text_is_utf8(line))
                        break;
        }
        faults_add(faults, file->path, n, 0,
                   "not UTF-8; the mapping can name another encoding, as in table: {encoding: ISO-8859-1}");
        return 1;
}

static const char *name_of(const char *path, struct pool *pool)
{
        const char *slash = strrchr(path, '/'), *begin = slash ? slash + 1 : path;
        const char *dot = strchr(begin, '.');

        return pool_text(pool, (struct text){begin, dot ? (size_t)(dot - begin) : strlen(begin)});
}

int file_open(const char *path, const char *encoding, struct faults *faults, struct file **ret)
{
        SCOPED(closep) int fd = -1;
        const char *why;
        struct file *file;

        assert(path && faults && ret);

        fd = strcmp(path, "-") == 0 ? fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 3)
                                    : open(path, O_RDONLY | O_CLOEXEC);
        if (fd < 0)
                return fail(faults, path, strerror(errno));

        file = calloc(1, sizeof(*file));
        if (!file)
                out_of_memory();
        file->path = pool_text(&file->pool, text_of(path));
        file->name = name_of(path, &file->pool);

        why = read_bytes(fd, &file->bytes);
        if (!why && encoding)
                why = reencode(encoding, &file->bytes);
        if (why || check_utf8(file, faults) != 0) {
                if (why)
                        (void)fail(faults, path, why);
                (void)file_close(file);
                return 1;
        }
        *ret = file;
        return 0;
}

struct file *file_close(struct file *file)
{
        if (!file)
                return NULL;
        unmap(file->bytes);
        pool_done(&file->pool);
        free(file);
        return NULL;
}
