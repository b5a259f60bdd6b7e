/* tests/fuzz/corpus.c: a fuzz harness as an ordinary test, without libFuzzer.
 *
 * Arguments are folders. Every file in them goes through LLVMFuzzerTestOneInput() as it is, cut
 * short at up to CUTS places, and with one byte changed at up to CHANGES places that the file's
 * length alone decides: a failure comes again, and its last line names the input. The input lies
 * in memory of exactly its size, so that a sanitizer sees a read past its end. */
#include "fuzz/harness.h"
#include <assert.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CUTS 256
#define CHANGES 256
#define FILE_BYTES_MAX (4u << 20)

static void feed(const uint8_t *data, size_t length)
{
        uint8_t *copy = malloc(length ? length : 1);

        assert(copy);
        memcpy(copy, data, length);
        LLVMFuzzerTestOneInput(copy, length);
        free(copy);
}

static uint64_t next_random(uint64_t *state)
{
        *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
        return *state >> 33;
}

static void feed_variants(const char *path, uint8_t *data, size_t length)
{
        size_t step = length / CUTS + 1;
        uint64_t random = length;

        /* Kept unbuffered and unfinished, so that it stands there when the harness dies. */
        fprintf(stderr, "%s\n", path);
        feed(data, length);
        for (size_t cut = 0; cut < length; cut += step)
                feed(data, cut);
        for (int change = 0; length && change < CHANGES; change++) {
                size_t at = next_random(&random) % length;
                uint8_t before = data[at];

                data[at] = (uint8_t)next_random(&random);
                feed(data, length);
                data[at] = before;
        }
}

static int feed_file(const char *path)
{
        static uint8_t data[FILE_BYTES_MAX];
        FILE *file = fopen(path, "rbe");
        size_t length;

        if (!file) {
                perror(path);
                return -1;
        }
        length = fread(data, 1, sizeof(data), file);
        fclose(file);
        feed_variants(path, data, length);
        return 0;
}

static int feed_folder(const char *folder)
{
        struct dirent **entries;
        int n = scandir(folder, &entries, NULL, alphasort);
        int fed = 0, r = 0;

        if (n < 0) {
                perror(folder);
                return -1;
        }
        for (int i = 0; i < n; i++) {
                char path[4096];

                if (r == 0 && entries[i]->d_name[0] != '.') {
                        snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
                        r = feed_file(path);
                        fed++;
                }
                free(entries[i]);
        }
        free(entries);
        return r < 0 ? r : fed;
}

int main(int argc, char **argv)
{
        int files = 0;

        for (int i = 1; i < argc; i++) {
                int fed = feed_folder(argv[i]);

                if (fed < 0)
                        return 1;
                files += fed;
        }
        printf("%d files, each with up to %d cuts and %d changes\n", files, CUTS, CHANGES);
        return files ? 0 : 1; /* an empty corpus guards nothing */
}
