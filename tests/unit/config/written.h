/* tests/unit/config/written.h: files written into a folder of their own, read, and what was said
 * about them as one text. */
#pragma once
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host/config/config.h"

struct written_folder {
        char path[64];
};

static inline struct written_folder written_folder_new(void)
{
        struct written_folder folder = {"/tmp/milestone-config-XXXXXX"};
        char conf_d[96];

        ck_assert_ptr_nonnull(mkdtemp(folder.path));
        snprintf(conf_d, sizeof(conf_d), "%s/conf.d", folder.path);
        ck_assert_int_eq(mkdir(conf_d, 0700), 0);
        return folder;
}

static inline void written_file(const struct written_folder *folder, const char *name, const char *bytes,
                                size_t length)
{
        char path[160];
        FILE *file;

        snprintf(path, sizeof(path), "%s/%s", folder->path, name);
        file = fopen(path, "we");
        ck_assert_ptr_nonnull(file);
        ck_assert_uint_eq(fwrite(bytes, 1, length, file), length);
        ck_assert_int_eq(fclose(file), 0);
}

static inline void written_remove(const struct written_folder *folder)
{
        char command[128];

        snprintf(command, sizeof(command), "rm -rf %s", folder->path);
        ck_assert_int_eq(system(command), 0);
}

static inline struct config_environment written_environment(void)
{
        return (struct config_environment){.runtime_folder = "/run/milestoned",
                                           .state_folder = "/var/lib/milestoned"};
}

/* All that was said, a line each, without the folder's name. To be freed. */
static inline char *written_said(const struct config_errors *errors, const char *folder)
{
        char *all = NULL, *at;
        size_t length, cut = strlen(folder) + 1;
        FILE *out = open_memstream(&all, &length);

        ck_assert_ptr_nonnull(out);
        config_errors_print(errors, out);
        ck_assert_int_eq(fclose(out), 0);
        while ((at = strstr(all, folder)))
                memmove(at, at + cut, strlen(at + cut) + 1);
        return all;
}

/* Reads `yaml` as milestoned.yaml; the configuration, or NULL and what was said. */
static inline struct config *written_read(const char *yaml, size_t length, char **ret_said)
{
        struct written_folder folder = written_folder_new();
        struct config_environment environment = written_environment();
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config *config = NULL;
        int r;

        written_file(&folder, "milestoned.yaml", yaml, length);
        r = config_read(folder.path, &environment, &errors, &config);
        ck_assert_int_ge(r, 0);
        ck_assert_int_eq(r == CONFIG_REFUSED, errors.count > 0);
        ck_assert_int_eq(r == 0, config != NULL);
        *ret_said = written_said(&errors, folder.path);
        written_remove(&folder);
        return config;
}

/* A configuration without errors. */
static inline struct config *written_good(const char *yaml)
{
        char *said;
        struct config *config = written_read(yaml, strlen(yaml), &said);

        ck_assert_str_eq(said, "");
        free(said);
        return config;
}

/* Exactly these lines, and no configuration. */
static inline void written_refused(const char *yaml, const char *expected)
{
        char *said;
        struct config *config = written_read(yaml, strlen(yaml), &said);

        ck_assert_str_eq(said, expected);
        ck_assert_ptr_null(config);
        free(said);
}

/* Six lines of a sound configuration; what a test adds begins at line 7. */
#define WRITTEN_BASE                                                                                  \
        "currency: USD\n"                                                                             \
        "sources:\n"                                                                                  \
        "  - {name: customs-by, kinds: trade, reports: BY, resolution: month, numbers: by-release}\n" \
        "  - {name: rail, kinds: freight, resolution: day, complete-after: 10 days}\n"                \
        "corridors:\n"                                                                                \
        "  - {name: north, between: [BY, RU-LEN], facilities: [RUULU, rail-north]}\n"

/* And two measures; what a test adds begins at line 10. */
#define WRITTEN_MEASURES                                                                                    \
        WRITTEN_BASE                                                                                        \
        "measures:\n"                                                                                       \
        "  - {name: turnover, corridor: north, sum: trade.value, window: calendar-year}\n"                  \
        "  - {name: rail-mass, corridor: north, sum: freight.mass, window: last-12-months, where: {stage: " \
        "arrived}}\n"

#define WRITTEN_MAIN(suite_function)                                \
        int main(void)                                              \
        {                                                           \
                SRunner *runner = srunner_create(suite_function()); \
                int failed;                                         \
                                                                    \
                srunner_run_all(runner, CK_ENV);                    \
                failed = srunner_ntests_failed(runner);             \
                srunner_free(runner);                               \
                return failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;   \
        }

/* What a file says, and all that is said of it. */
struct refused {
        const char *yaml, *said;
};

#define REFUSED_COUNT(table) ((int)(sizeof(table) / sizeof((table)[0])))

/* The one of that name; fails if there is none. */
#define WRITTEN_FIND(plan, things, wanted)                                        \
        __extension__({                                                           \
                size_t found_ = (plan)->things##_count;                           \
                                                                                  \
                for (size_t i_ = 0; i_ < (plan)->things##_count; i_++)            \
                        if (text_equal((plan)->things[i_].name, text_of(wanted))) \
                                found_ = i_;                                      \
                ck_assert_uint_lt(found_, (plan)->things##_count);                \
                &(plan)->things[found_];                                          \
        })
