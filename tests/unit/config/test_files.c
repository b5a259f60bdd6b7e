/* tests/unit/config/test_files.c: several files, and the one text that the journal keeps. */
#include "unit/config/written.h"

static int read_folder(const struct written_folder *folder, struct config_errors *errors, struct config **ret)
{
        struct config_environment environment = written_environment();

        return config_read(folder->path, &environment, errors, ret);
}

static void file_of(const struct written_folder *folder, const char *name, const char *text)
{
        written_file(folder, name, text, strlen(text));
}

/* An administrator adds a corridor by adding a file, and changes a value by a later one. */
START_TEST(drop_ins_are_read_in_the_order_of_their_names)
{
        struct written_folder folder = written_folder_new();
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config *config = NULL;

        file_of(&folder, "milestoned.yaml",
                WRITTEN_BASE "beat: 1 s\nendpoints: {desk: ipc:///run/a, intake: ipc:///run/b}\n");
        file_of(&folder, "conf.d/20-b.yaml", "beat: 3 s\n");
        file_of(&folder, "conf.d/10-a.yaml",
                "beat: 2 s\nendpoints: {desk: ipc:///run/c}\ncorridors:\n  - {name: east, between: [BY, "
                "KZ]}\n");
        file_of(&folder, "conf.d/.hidden.yaml", "nonsense: 1\n");
        file_of(&folder, "conf.d/30-c.yaml.bak", "nonsense: 1\n");
        file_of(&folder, "conf.d/30-d.yml", "nonsense: 1\n");
        ck_assert_int_eq(read_folder(&folder, &errors, &config), 0);
        ck_assert_int_eq(config->host.beat_usec, 3000000);
        ck_assert_uint_eq(config->plan->corridors_count, 2);
        ck_assert_str_eq(config->plan->corridors[0].name.data, "east");
        ck_assert_str_eq(config->host.endpoints[ENDPOINT_DESK].list[0].address.data, "ipc:///run/c");
        ck_assert_str_eq(config->host.endpoints[ENDPOINT_INTAKE].list[0].address.data, "ipc:///run/b");
        config_free(config);
        written_remove(&folder);
}
END_TEST

/* One mistake at a time would cost a restart each: all of all files come in one go, in order. */
START_TEST(errors_of_all_files_come_in_one_go)
{
        struct written_folder folder = written_folder_new();
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config *config = NULL;
        char *said, path[160];

        file_of(&folder, "milestoned.yaml", WRITTEN_BASE "beet: 1 s\nbeat: x\n");
        file_of(&folder, "conf.d/a.yaml",
                "corridors:\n  - {name: north, between: [BY, KZ]}\n  - {name: x, between: [KZ, XX]}\n");
        file_of(&folder, "conf.d/b.yaml", "measures: [\n");
        file_of(&folder, "conf.d/c.yaml",
                "measures:\n  - {name: x, corridor: norht, count: trade, window: calendar-yaer}\n");
        snprintf(path, sizeof(path), "%s/conf.d/d.yaml", folder.path);
        ck_assert_int_eq(mkdir(path, 0700), 0);
        ck_assert_int_eq(read_folder(&folder, &errors, &config), CONFIG_REFUSED);
        ck_assert_ptr_null(config);
        said = written_said(&errors, folder.path);
        ck_assert_str_eq(
                said,
                "milestoned.yaml:7:1: unknown key \"beet\" in the configuration; did you mean \"beat\"?\n"
                "milestoned.yaml:8:7: \"x\" is no value for \"beat\", expected a duration like \"500 ms\", "
                "\"30 s\", "
                "\"5 min\", \"1 h\" or \"2 days\"\n"
                "conf.d/a.yaml:2:12: a corridor named \"north\" is there already, expected another name: "
                "milestoned.yaml:6\n"
                "conf.d/a.yaml:3:29: \"XX\" is no place, expected an ISO 3166 code like BY or RU-LEN, or a "
                "group, or any\n"
                "conf.d/b.yaml:2:1: not YAML: while parsing a flow node, did not find expected node content\n"
                "conf.d/c.yaml:2:54: \"calendar-yaer\" is no window; did you mean \"calendar-year\"?\n"
                "conf.d/d.yaml: not a file, expected a readable file\n");
        free(said);
        written_remove(&folder);
}
END_TEST

/* A missing file is no empty one: the daemon would start without a single milestone. */
START_TEST(a_missing_file_is_an_error)
{
        struct written_folder folder = written_folder_new();
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config *config = NULL;
        struct config_environment environment = written_environment();
        char *said, path[160];

        ck_assert_int_eq(read_folder(&folder, &errors, &config), CONFIG_REFUSED);
        snprintf(path, sizeof(path), "%s/other.yaml", folder.path);
        ck_assert_int_eq(config_read(path, &environment, &errors, &config), CONFIG_REFUSED);
        said = written_said(&errors, folder.path);
        ck_assert_str_eq(said, "milestoned.yaml: No such file or directory, expected a readable file\n"
                               "other.yaml: No such file or directory, expected a readable file\n");
        free(said);
        written_remove(&folder);
}
END_TEST

/* A limit that only the journal knew would stop the daemon when it is too late. */
START_TEST(bytes_have_a_limit)
{
        size_t length = CONFIG_BYTES_MAX;
        char *yaml = malloc(length + 1), *said;

        memset(yaml, '\n', length + 1);
        yaml[0] = '#';
        config_free(written_read(yaml, length, &said));
        ck_assert_str_eq(said, "");
        free(said);
        ck_assert_ptr_null(written_read(yaml, length + 1, &said));
        ck_assert_str_eq(said, "milestoned.yaml: more than 2097152 bytes in all files, expected less\n");
        free(said);
        free(yaml);
}
END_TEST

/* A folder of leftovers must not be half read. */
START_TEST(files_have_a_limit)
{
        struct written_folder folder = written_folder_new();
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config *config = NULL;
        char name[64];

        file_of(&folder, "milestoned.yaml", "");
        for (int i = 0; i < CONFIG_FILES_MAX - 1; i++) {
                snprintf(name, sizeof(name), "conf.d/%03d.yaml", i);
                file_of(&folder, name, "");
        }
        ck_assert_int_eq(read_folder(&folder, &errors, &config), 0);
        config_free(config);
        config = NULL;
        file_of(&folder, "conf.d/zzz.yaml", "");
        ck_assert_int_eq(read_folder(&folder, &errors, &config), CONFIG_REFUSED);
        ck_assert_str_eq(errors.list[0].what, "more than 256 files, expected fewer");
        written_remove(&folder);
}
END_TEST

/* What is kept of a flood of errors is bounded, and the rest is counted. */
START_TEST(errors_have_a_limit)
{
        struct written_folder folder = written_folder_new();
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config *config = NULL;
        char *yaml = malloc(64 * 1024), *said;
        size_t length = 0;

        for (int i = 0; i < CONFIG_ERRORS_MAX + 5; i++)
                length += (size_t)sprintf(yaml + length, "key%d: 1\n", i);
        written_file(&folder, "milestoned.yaml", yaml, length);
        ck_assert_int_eq(read_folder(&folder, &errors, &config), CONFIG_REFUSED);
        ck_assert_uint_eq(errors.count, CONFIG_ERRORS_MAX);
        ck_assert_uint_eq(errors.more, 5);
        said = written_said(&errors, folder.path);
        ck_assert_ptr_nonnull(strstr(said, "\nand 5 more\n"));
        free(said);
        free(yaml);
        written_remove(&folder);
}
END_TEST

/* ---- the journal's text ----------------------------------------------------------------- */

static void texts_equal(struct text a, struct text b)
{
        ck_assert_uint_eq(a.length, b.length);
        ck_assert(text_equal(a, b));
}

static void measures_equal(const struct plan_measure *a, const struct plan_measure *b)
{
        texts_equal(a->name, b->name);
        texts_equal(a->unit, b->unit);
        ck_assert_uint_eq(a->corridor, b->corridor);
        ck_assert_uint_eq(a->scale, b->scale);
        ck_assert(place_equal(a->reporter, b->reporter));
        ck_assert_str_eq(a->currency.code, b->currency.code);
        ck_assert_uint_eq(a->sources_count, b->sources_count);
        ck_assert_mem_eq(a->sources, b->sources, a->sources_count * sizeof(*a->sources));
        ck_assert_mem_eq(&a->window, &b->window, sizeof(a->window));
        ck_assert_mem_eq(a->by, b->by, sizeof(a->by));
        ck_assert_uint_eq(a->where.stages, b->where.stages);
        ck_assert_uint_eq(a->where.facilities_count, b->where.facilities_count);
        ck_assert_int_eq(a->resolution, b->resolution);
}

static void plans_equal(const struct plan *a, const struct plan *b)
{
        ck_assert_int_eq(a->clock, b->clock);
        ck_assert_int_eq(a->until_day, b->until_day);
        texts_equal(a->timezone, b->timezone);
        ck_assert_uint_eq(a->sources_count, b->sources_count);
        ck_assert_uint_eq(a->corridors_count, b->corridors_count);
        ck_assert_uint_eq(a->measures_count, b->measures_count);
        ck_assert_uint_eq(a->milestones_count, b->milestones_count);
        for (size_t i = 0; i < a->sources_count; i++) {
                texts_equal(a->sources[i].name, b->sources[i].name);
                ck_assert_uint_eq(a->sources[i].kinds, b->sources[i].kinds);
                ck_assert_int_eq(a->sources[i].complete_after_days, b->sources[i].complete_after_days);
                ck_assert_mem_eq(&a->sources[i].levels, &b->sources[i].levels, sizeof(a->sources[i].levels));
        }
        for (size_t i = 0; i < a->corridors_count; i++) {
                texts_equal(a->corridors[i].name, b->corridors[i].name);
                ck_assert_uint_eq(a->corridors[i].facilities_count, b->corridors[i].facilities_count);
        }
        for (size_t i = 0; i < a->measures_count; i++)
                measures_equal(&a->measures[i], &b->measures[i]);
        for (size_t i = 0; i < a->milestones_count; i++) {
                const struct plan_milestone *x = &a->milestones[i], *y = &b->milestones[i];

                texts_equal(x->name, y->name);
                ck_assert_uint_eq(x->measure, y->measure);
                ck_assert_int_eq(x->terms[0].target.amount, y->terms[0].target.amount);
                ck_assert_int_eq(x->from_day, y->from_day);
                ck_assert_int_eq(x->terms[0].deadline_day, y->terms[0].deadline_day);
                ck_assert_uint_eq(x->steps_count, y->steps_count);
                ck_assert_mem_eq(x->steps_ppm, y->steps_ppm, x->steps_count * sizeof(*x->steps_ppm));
        }
}

#define JOINED_MEASURES  \
        WRITTEN_MEASURES \
        "  - {name: yen, corridor: north, sum: trade.value, window: calendar-year, currency: JPY}\n"

/* The same text is the same plan, on every machine and in every replay; and it is exactly this
 * text, which others may read too. */
START_TEST(the_same_text_is_the_same_plan)
{
        struct written_folder folder = written_folder_new();
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config *config = NULL;
        struct plan *plan = NULL;
        char expected[4096];

        file_of(&folder, "milestoned.yaml", JOINED_MEASURES);
        file_of(&folder, "conf.d/m.yaml",
                "milestones:\n  - {name: x, measure: turnover, reach: 1 bn USD, by: 2024-12-31, steps: "
                "[50%]}");
        ck_assert_int_eq(read_folder(&folder, &errors, &config), 0);
        snprintf(expected, sizeof(expected),
                 "milestoned-config 1\ncurrency USD 2\ncurrency JPY 0\nfile %zu milestoned.yaml\n%s\n"
                 "file 91 conf.d/m.yaml\nmilestones:\n"
                 "  - {name: x, measure: turnover, reach: 1 bn USD, by: 2024-12-31, steps: [50%%]}\n",
                 strlen(JOINED_MEASURES), JOINED_MEASURES);
        ck_assert_str_eq(config->config_text.data, expected);
        ck_assert_int_eq(config_parse(config->config_text, &errors, &plan), 0);
        plans_equal(config->plan, plan);
        config_free(config);
        /* The plan borrows nothing. */
        ck_assert_str_eq(plan->milestones[0].name.data, "x");
        plan_free(plan);
        written_remove(&folder);
}
END_TEST

/* A later edition of the lists of codes must not change a replay: what they said stands in the
 * text, so a currency or a place that is gone by then is no error. */
START_TEST(lists_of_codes_are_not_asked_again)
{
        static const char yaml[] =
                "sources: [{name: s, kinds: trade, resolution: month}]\n"
                "corridors: [{name: c, between: [QQ, QQ-X], facilities: QQABC}]\n"
                "measures: [{name: m, corridor: c, sum: trade.value, window: calendar-year, currency: QQQ}]\n"
                "milestones: [{name: x, measure: m, reach: 1.2345 QQQ}]\n"
                "timezone: Nowhere/AtAll\n";
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct plan *plan = NULL;
        char text[1024];

        snprintf(text, sizeof(text), "milestoned-config 1\ncurrency QQQ 4\nfile %zu a.yaml\n%s\n",
                 strlen(yaml), yaml);
        ck_assert_int_eq(config_parse(text_of(text), &errors, &plan), 0);
        ck_assert_int_eq(plan->milestones[0].terms[0].target.amount, 12345);
        ck_assert_uint_eq(plan->measures[0].scale, 4);
        plan_free(plan);

        /* And what does not stand there is not looked up: the answer could have changed. */
        snprintf(text, sizeof(text), "milestoned-config 1\nfile %zu a.yaml\n%s\n", strlen("currency: USD\n"),
                 "currency: USD\n");
        ck_assert_int_eq(config_parse(text_of(text), &errors, &plan), CONFIG_REFUSED);
        ck_assert_uint_eq(errors.count, 1);
        ck_assert_int_eq(config_parse(text_of(text), NULL, &plan), CONFIG_REFUSED);
}
END_TEST

/* A body that is damaged or of another kind is refused, never half read. */
START_TEST(other_texts_are_refused)
{
        static const char *const texts[] = {
                "",
                "milestoned-config 1\n",
                "milestoned-config 2\nfile 0 a.yaml\n\n",
                "milestoned-config 1\nfile 1 a.yaml\n\n",
                "milestoned-config 1\nfile 0 a.yaml\n",
                "milestoned-config 1\nfile 1 a.yaml\n#Xfile 0 b.yaml\n\n",
                "milestoned-config 1\nfile 0 \n\n",
                "milestoned-config 1\nfile 0\n\n",
                "milestoned-config 1\nfile -1 a.yaml\n\n",
                "milestoned-config 1\nfile 99999999999999999999 a.yaml\n\n",
                "milestoned-config 1\nfile 0 a.yaml\n\nrest\n",
                "milestoned-config 1\nfile 0 a.yaml\n\nrest",
                "milestoned-config 1\ncurrency usd 2\nfile 0 a.yaml\n\n",
                "milestoned-config 1\ncurrency USD 19\nfile 0 a.yaml\n\n",
                "milestoned-config 1\ncurrency USD\nfile 0 a.yaml\n\n",
                "milestoned-config 1\nfile 0 a.yaml\n\ncurrency USD 2\n",
                "timezone: UTC\n",
        };
        struct plan *plan = NULL;

        for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
                SCOPED(config_errors_done) struct config_errors errors = {0};

                ck_assert_int_eq(config_parse(text_of(texts[i]), &errors, &plan), CONFIG_REFUSED);
                ck_assert_uint_eq(errors.count, 1);
                ck_assert_str_eq(errors.list[0].what,
                                 "not the text of a configuration, expected one that this program wrote");
        }
        ck_assert_int_eq(config_parse(TEXT("milestoned-config 1\nfile 0 a.yaml\n\n"), NULL, &plan), 0);
        plan_free(plan);
}
END_TEST

static Suite *files_suite(void)
{
        Suite *suite = suite_create("config/files");
        TCase *tcase = tcase_create("files");

        tcase_add_test(tcase, drop_ins_are_read_in_the_order_of_their_names);
        tcase_add_test(tcase, errors_of_all_files_come_in_one_go);
        tcase_add_test(tcase, a_missing_file_is_an_error);
        tcase_add_test(tcase, bytes_have_a_limit);
        tcase_add_test(tcase, files_have_a_limit);
        tcase_add_test(tcase, errors_have_a_limit);
        tcase_add_test(tcase, the_same_text_is_the_same_plan);
        tcase_add_test(tcase, lists_of_codes_are_not_asked_again);
        tcase_add_test(tcase, other_texts_are_refused);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(files_suite)
