/* tests/unit/ctl/test_repeats.c: records that are there twice, releases of one day, chosen vintages. */
#include "imported.h"

#define FLOWS(more)                                                                              \
        "source: s\nkind: trade\nevent: {id: \"{a}\", period: \"{d}\", supplementary: \"{v}\", " \
        "supplementary-unit: kWh, note: \"{n}\"}\n" more

/* A source whose files overlap says the same twice, which is no news and no mistake. */
START_TEST(the_same_twice_is_sent_once)
{
        const char *table =
                "a,d,v,n\n1,2021-01,5,x\n2,2021-01,6,x\n1,2021-01,5.0,x\n2,2021-01,6,x\n1,2021-01,5,x\n";

        ck_assert_str_eq(imported(FLOWS(""), "id supplementary", table), "1 5.000\n2 6.000\n");
        ck_assert_uint_eq(counted.repeated, 3);
        ck_assert_uint_eq(counted.left_out, 3);
        ck_assert_str_eq(
                imported(FLOWS("release: {by: period, published: period end + 1 day}\n"), "id", table),
                "1\n2\n");
}
END_TEST

/* What differs under one id is an error, a correction, or a dispute: only the mapping can know. */
START_TEST(other_content_is_what_the_mapping_says)
{
        const char *table =
                "a,d,v,n\n1,2021-01,5,x\n2,2021-01,6,x\n1,2021-01,7,x\n1,2021-01,7,x\n1,2021-01,5,x\n";

        ck_assert_str_eq(
                imported(FLOWS(""), "id", table),
                "4: id: \"1\" is the record of line 2 too, with other content; the mapping's id lacks a "
                "column, or it says what counts: duplicates: later-wins\n"
                "6: id: \"1\" is the record of line 4 too, with other content; the mapping's id lacks a "
                "column, or it says what counts: duplicates: later-wins\n");
        ck_assert_str_eq(imported(FLOWS("duplicates: later-wins\n"), "id supplementary", table),
                         "2 6.000\n1 5.000\n");
        ck_assert_uint_eq(counted.repeated, 1);
        ck_assert_uint_eq(counted.superseded, 2);
        ck_assert_str_eq(imported(FLOWS("duplicates: disputed\n"), "id supplementary", table),
                         "1 5.000\n2 6.000\n1 7.000\n1 5.000\n");
        ck_assert_uint_eq(counted.disputed, 2);
        ck_assert_str_eq(imported(FLOWS("duplicates: first\n"), "id", table),
                         "4:13: \"first\" is none of error, later-wins, disputed\n");
}
END_TEST

/* With numbers by place, corrections are all sent, in their order, and what was said before is none. */
START_TEST(rule_3_numbers_by_place)
{
        const char *yaml =
                "source: s\nkind: trade\nevent: {id: \"{a}\", revision: \"{file.line}\", period: 2021, "
                "net-mass: \"{v}\"}\n";

        ck_assert_str_eq(imported(yaml, "id revision net-mass", "a,v\n1,5\n1,7\n1,7\n1,5\n"),
                         "1 2 5\n1 3 7\n1 5 5\n");
        ck_assert_uint_eq(counted.repeated, 1);
        ck_assert_str_eq(
                imported("source: s\nkind: trade\nevent: {id: \"{a}\", revision: \"{v}\", period: 2021, "
                         "net-mass: \"{v}{w}\"}\n",
                         "id", "a,v,w\n1,5,0\n1,5,1\n"),
                "3: id: \"1\" is the record of line 2 too, with other content; the mapping's id lacks a "
                "column, or it says what counts: duplicates: later-wins\n");
}
END_TEST

static const char *released(const char *yaml, const char *table, const char *vintage)
{
        const char *path = write_file(table, strlen(table)), *ret = "";
        struct manifest_options options = {.only_first = period_none(),
                                           .only_last = period_none(),
                                           .published = CIVIL_NONE,
                                           .only_vintage = CIVIL_NONE};
        struct faults faults = {0};
        struct mapping *mapping;
        struct manifest *manifest;
        char day[CIVIL_TEXT_MAX];
        size_t n;

        if (*vintage)
                ck_assert_int_eq(civil_parse(text_of(vintage), &options.only_vintage), 0);
        ck_assert_int_eq(mapping_parse(text_of(yaml), "m", &faults, &mapping), 0);
        ck_assert_int_eq(manifest_read(mapping, &path, 1, &options, &faults, &manifest), 0);
        for (size_t i = 0; i < (manifest_releases(manifest, &n), n); i++) {
                const struct manifest_release *release = &manifest_releases(manifest, &n)[i];

                ret = pool_print(&pool, "%s%s %zu/%llu;", ret, civil_format(release->day, day),
                                 release->n_rows, (unsigned long long)release->apart);
        }
        counted = *manifest_counts(manifest);
        manifest_free(manifest);
        mapping_free(mapping);
        (void)unlink(path);
        return ret;
}

/* December and the year came out on one day: one release, and the year lies apart by its period. */
START_TEST(what_came_out_on_one_day_is_one_release)
{
        const char *yaml = FLOWS("release: {by: published, published: period end + 45 days}\n");

        ck_assert_str_eq(released(yaml, "a,d,v,n\n1,2021-12,1,\n2,2021,1,\n3,2021-11,2,\n", ""),
                         "2022-01-14 1/0;2022-02-14 2/0;");
        ck_assert_str_eq(
                released("source: s\nkind: trade\nevent: {id: \"{a}\", period: 2021, levels.partner: [{when: "
                         "{a: [1, 2]}, text: total}]}\nrelease: {by: published, published: 2022-01-01}\n",
                         "a\n1\n2\n3\n", ""),
                "2022-01-01 3/2;");
}
END_TEST

/* One vintage of many can be sent alone. */
START_TEST(one_vintage_alone)
{
        const char *yaml = FLOWS("release: {by: \"{n}\", published: \"{n}\"}\n");
        const char
                *table = "a,d,v,n\n1,2021-01,5,2021-03-01\n1,2021-01,6,2021-04-01\n2,2021-01,6,2021-04-01\n";

        ck_assert_str_eq(released(yaml, table, ""), "2021-03-01 1/0;2021-04-01 2/0;");
        ck_assert_str_eq(released(yaml, table, "2021-03-01"), "2021-03-01 1/0;");
        ck_assert_uint_eq(counted.other_vintages, 2);
        ck_assert_uint_eq(counted.left_out, 2);
        ck_assert_str_eq(released(yaml, table, "2021-05-01"), "");
}
END_TEST

SUITE("repeats", the_same_twice_is_sent_once, other_content_is_what_the_mapping_says, rule_3_numbers_by_place,
      what_came_out_on_one_day_is_one_release, one_vintage_alone)
