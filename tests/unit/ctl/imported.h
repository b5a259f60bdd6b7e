/* tests/unit/ctl/imported.h: what a mapping makes of tables, as text: for tests of the language. */
#pragma once
#include "import/manifest.h"
#include "suite.h"
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct pool pool;

static inline const char *write_file(const char *bytes, size_t n)
{
        char path[] = "/tmp/milestone-XXXXXX";
        int fd = mkstemp(path);

        ck_assert_int_ge(fd, 0);
        ck_assert_int_eq(write(fd, bytes, n), (ssize_t)n);
        (void)close(fd);
        return pool_text(&pool, text_of(path));
}

/* "id period FIELD..." of one event: of each field named, in order. */
static inline const char *event_told(const struct mst_event *event, const char *fields_told)
{
        struct text rest = text_of(fields_told), name;
        const char *ret = "";

        while (text_cut(&rest, ' ', &name)) {
                const struct field *field = field_find(event->kind, name);
                const char *text;

                ck_assert_msg(field != NULL, "%s", fields_told);
                text = field_is_stated(field, event) ? field_get(field, event, &pool) : "-";
                ret = pool_print(&pool, "%s%s%s", ret, *ret ? " " : "", *text ? text : "-");
        }
        return ret;
}

static inline const char *manifest_told(struct manifest *manifest, const char *fields_told)
{
        const char *ret = "";
        size_t n;
        const struct manifest_release *releases = manifest_releases(manifest, &n);

        for (size_t i = 0; i < n; i++)
                for (size_t j = 0; j < releases[i].n_rows; j++) {
                        struct row row;

                        ck_assert_int_eq(manifest_event(manifest, &releases[i].rows[j], &pool, &row), 0);
                        ret = pool_print(&pool, "%s%s\n", ret, event_told(&row.event, fields_told));
                }
        return ret;
}

static struct manifest_counts counted; /* of the last import */

/* One line for each event, with the fields named; or the faults without paths. */
static inline const char *imported_files(const char *yaml, const char *fields_told, const char *const *paths,
                                         size_t n_paths)
{
        struct manifest_options options = {.only_first = period_none(),
                                           .only_last = period_none(),
                                           .published = CIVIL_NONE,
                                           .only_vintage = CIVIL_NONE};
        struct faults faults = {0};
        struct mapping *mapping = NULL;
        struct manifest *manifest = NULL;
        const char *ret = "";

        if (mapping_parse(text_of(yaml), "m", &faults, &mapping) == 0 &&
            manifest_read(mapping, paths, n_paths, &options, &faults, &manifest) == 0) {
                ret = manifest_told(manifest, fields_told);
                counted = *manifest_counts(manifest);
        }
        for (size_t i = 0; i < faults.n; i++)
                ret = pool_print(&pool, "%s%s\n", ret, strchr(faults.texts[i], ':') + 1);
        (void)manifest_free(manifest);
        (void)mapping_free(mapping);
        faults_done(&faults);
        return ret;
}

static inline const char *imported(const char *yaml, const char *fields_told, const char *table)
{
        const char *path = write_file(table, strlen(table)), *ret;

        ret = imported_files(yaml, fields_told, &path, 1);
        (void)unlink(path);
        return ret;
}
