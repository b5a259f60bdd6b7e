/* tests/unit/config/test_memory.c: pieces of memory, and what happens when there is none: the
 * Nth request of the room fails, for N from 1 until nothing is asked for any more. */
#include "unit/config/written.h"

#include <errno.h>
#include <stdint.h>

#include "host/config/memory.h"

/* The linker hands the room's calls to these: see CMakeLists.txt. */
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);

static unsigned long fail_at; /* 0: never */
static unsigned long asked;

void *__wrap_calloc(size_t count, size_t size)
{
        if (fail_at > 0 && ++asked == fail_at)
                return NULL;
        return __real_calloc(count, size);
}

static bool is_all(const unsigned char *bytes, size_t count, int value)
{
        for (size_t i = 0; i < count; i++)
                if (bytes[i] != value)
                        return false;
        return true;
}

/* Neighbours that overlap would be two names in one place. */
START_TEST(pieces_are_zero_aligned_and_apart)
{
        SCOPED(config_memory_freep) struct config_memory *memory = config_memory_new();
        unsigned char *pieces[300];

        for (size_t i = 0; i < 300; i++) {
                size_t size = 1 + i * 37;

                pieces[i] = config_memory_take(memory, size, 1);
                ck_assert_ptr_nonnull(pieces[i]);
                ck_assert_uint_eq((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
                ck_assert(is_all(pieces[i], size, 0));
                memset(pieces[i], (int)(i % 255) + 1, size);
        }
        for (size_t i = 0; i < 300; i++)
                ck_assert(is_all(pieces[i], 1 + i * 37, (int)(i % 255) + 1));
        ck_assert(!config_memory_is_short(memory));
}
END_TEST

/* A count from a file, multiplied, must not come out small. */
START_TEST(too_much_is_said_to_be)
{
        SCOPED(config_memory_freep) struct config_memory *memory = config_memory_new();

        ck_assert_ptr_null(config_memory_take(memory, 0, 8));
        ck_assert(!config_memory_is_short(memory));
        ck_assert_ptr_null(config_memory_take(memory, SIZE_MAX / 4, 8));
        ck_assert(config_memory_is_short(memory));
        ck_assert_uint_eq(config_memory_text(memory, TEXT("abc")).length, 3);
}
END_TEST

#define SOUND                                                                                               \
        "groups:\n"                                                                                         \
        "  - {name: g, places: [BY, {place: KZ, from: 2015-01-01}]}\n"                                      \
        "templates:\n"                                                                                      \
        "  - {name: t, measures: [{name: y, count: trade, window: calendar-year}], milestones: [{name: z, " \
        "measure: y, reach: 5 records}]}\n"                                                                 \
        "rates:\n"                                                                                          \
        "  - {name: r, sources: fx}\n"                                                                      \
        "currency: USD\n"                                                                                   \
        "sources:\n"                                                                                        \
        "  - {name: by, kinds: trade, reports: BY, resolution: month, expect: monthly within 45 days,\n"    \
        "     hs-edition: [2017, 2022]}\n"                                                                  \
        "  - {name: len, kinds: trade, reports: RU-LEN, resolution: month, plausible: {factor: 10}}\n"      \
        "  - {name: fx, kinds: rate, resolution: day, complete-after: 1 day}\n"                             \
        "corridors:\n"                                                                                      \
        "  - {name: north, between: [BY, RU-LEN], facilities: [RUULU, rail-north], template: t}\n"          \
        "  - {name: east, between: [BY, g]}\n"                                                              \
        "measures:\n"                                                                                       \
        "  - {name: a, corridor: north, sum: trade.value, window: calendar-year, reported-by: [BY, "        \
        "RU-LEN],\n"                                                                                        \
        "     mirror: b}\n"                                                                                 \
        "  - {name: b, corridor: north, sum: trade.value, window: calendar-year, sources: len, "            \
        "reported-by: "                                                                                     \
        "RU-LEN}\n"                                                                                         \
        "  - {name: c, asymmetry: [a, b]}\n"                                                                \
        "  - {name: d, corridor: north, sum: trade.value, window: calendar-year, by: flow, where: "         \
        "{partner: g, "                                                                                     \
        "facility: RUULU}}\n"                                                                               \
        "milestones:\n"                                                                                     \
        "  - {name: x, measure: a, reach: 1.5 x 2023, steps: [50%, 75%], amendments: [{on: 2024-02-01, "    \
        "reach: "                                                                                           \
        "1 bn USD, reason: x}]}\n"                                                                          \
        "  - {name: h, measure: c, hold: 5%}\n"                                                             \
        "  - {name: o, at-least: 1, of: [x, north-z]}\n"

/* Other sizes of what stands before, so that each piece comes to be the one that is not had. */
#define PADDINGS 24

static void sound_write(const struct written_folder *folder, int padding)
{
        char *yaml = NULL;
        size_t length;
        FILE *out = open_memstream(&yaml, &length);

        ck_assert_ptr_nonnull(out);
        fprintf(out, "timezone: Etc/%0*d\n", padding * 2 + 1, 0);
        fputs(SOUND, out);
        for (int i = 0; i < padding * 3; i++)
                fprintf(out, "  - {name: p%d, measure: b, reach: %d USD}\n", i, i + 1);
        ck_assert_int_eq(fclose(out), 0);
        written_file(folder, "milestoned.yaml", yaml, length);
        free(yaml);
}

/* A reload in a machine that is short of memory must leave the old configuration, not half of
 * the new one; sanitizers see that nothing is lost. */
START_TEST(memory_that_fails_is_told)
{
        struct written_folder folder = written_folder_new();
        struct config_environment environment = written_environment();
        bool done = false;

        sound_write(&folder, _i);
        for (unsigned long n = 1; !done; n++) {
                SCOPED(config_errors_done) struct config_errors errors = {0};
                struct config *config = NULL;
                struct plan *plan = NULL;
                int r;

                fail_at = n;
                asked = 0;
                r = config_read(folder.path, &environment, &errors, &config);
                if (r == 0)
                        r = config_parse(config->config_text, &errors, &plan);
                fail_at = 0;
                done = asked < n;
                ck_assert_int_eq(r, done ? 0 : -ENOMEM);
                ck_assert_uint_eq(errors.count, 0);
                if (plan)
                        plan_free(plan);
                config_free(config);
                ck_assert_uint_lt(n, 10000);
        }
        written_remove(&folder);
}
END_TEST

/* The same while errors are collected: out of memory is no error of the configuration. */
START_TEST(memory_that_fails_among_errors_is_told)
{
        struct written_folder folder = written_folder_new();
        struct config_environment environment = written_environment();
        bool done = false;

        written_file(&folder, "milestoned.yaml", "beet: 1\nsources:\n  - {name: X}\n", 31);
        for (unsigned long n = 1; !done; n++) {
                SCOPED(config_errors_done) struct config_errors errors = {0};
                struct config *config = NULL;
                int r;

                fail_at = n;
                asked = 0;
                r = config_read(folder.path, &environment, &errors, &config);
                fail_at = 0;
                done = asked < n;
                ck_assert_int_eq(r, done ? CONFIG_REFUSED : -ENOMEM);
                ck_assert_ptr_null(config);
                ck_assert_uint_lt(n, 10000);
        }
        written_remove(&folder);
}
END_TEST

static Suite *memory_suite(void)
{
        Suite *suite = suite_create("config/memory");
        TCase *tcase = tcase_create("memory");

        tcase_add_test(tcase, pieces_are_zero_aligned_and_apart);
        tcase_add_test(tcase, too_much_is_said_to_be);
        tcase_add_loop_test(tcase, memory_that_fails_is_told, 0, PADDINGS);
        tcase_add_test(tcase, memory_that_fails_among_errors_is_told);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(memory_suite)
