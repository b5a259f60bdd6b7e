/* tests/unit/config/test_config.c: the shipped example, and a configuration of ten thousand
 * milestones. */
#include "unit/config/written.h"

#include <time.h>

/* Without the tests' environment: run by hand, from anywhere. */
static const char *example_folder(void)
{
        static char path[4096];
        const char *source = getenv("MILESTONE_SOURCE");

        snprintf(path, sizeof(path), "%s/systemd", source ? source : EXAMPLE_SOURCE);
        return path;
}

/* What is installed must start, and be what its comments say. */
START_TEST(the_shipped_example_is_sound)
{
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config_environment environment = written_environment();
        struct config *config = NULL;
        const struct plan *plan;
        const struct plan_milestone *first, *second, *yearly;

        if (config_read(example_folder(), &environment, &errors, &config) != 0)
                config_errors_print(&errors, stderr);
        ck_assert_ptr_nonnull(config);
        plan = config->plan;
        ck_assert_uint_eq(plan->sources_count, 4);
        ck_assert_uint_eq(plan->measures_count, 13);
        first = WRITTEN_FIND(plan, milestones, "turnover-1bn");
        second = WRITTEN_FIND(plan, milestones, "turnover-2bn");
        yearly = WRITTEN_FIND(plan, milestones, "turnover-1bn-yearly");
        ck_assert_int_eq(first->terms[0].target.amount, INT64_C(100000000000));
        ck_assert_int_eq(second->terms[0].target.amount, INT64_C(200000000000));
        ck_assert_uint_eq(first->steps_count, 3);
        ck_assert_int_eq(yearly->each, PERIOD_YEAR);
        ck_assert_str_eq(WRITTEN_FIND(plan, measures, "turnover")->reporter.code, "BY");
        ck_assert_str_eq(WRITTEN_FIND(plan, measures, "turnover-mirror")->reporter.code, "RU-LEN");
        ck_assert_int_eq(WRITTEN_FIND(plan, measures, "northern-rail")->resolution, PERIOD_DAY);
        ck_assert_int_eq(WRITTEN_FIND(plan, measures, "northern-share")->form, FORM_RATIO);
        ck_assert_int_eq(WRITTEN_FIND(plan, measures, "murmansk-port")->form, FORM_LATEST);
        ck_assert_int_eq(WRITTEN_FIND(plan, milestones, "northern-exports-hold")->form, MILESTONE_HOLD);
        ck_assert_uint_eq(WRITTEN_FIND(plan, milestones, "rails-restored")->terms[0].target.factor_ppm,
                          1500000);
        config_free(config);
}
END_TEST

/* The commented lines of the example are what an administrator uncomments. */
START_TEST(the_commented_lines_of_the_example_are_sound)
{
        char path[4096 + 32], line[512], *yaml = NULL, *said;
        size_t length;
        FILE *in, *out = open_memstream(&yaml, &length);

        snprintf(path, sizeof(path), "%s/milestoned.yaml", example_folder());
        in = fopen(path, "re");
        ck_assert_ptr_nonnull(in);
        while (fgets(line, sizeof(line), in))
                /* "# " is prose; "#key: " and what is indented below it is not. */
                fputs(line[0] == '#' && strncmp(line, "# ", 2) != 0 && line[1] != '\n' ? line + 1
                      : strncmp(line, "#  ", 3) == 0                                   ? line + 1
                                                                                       : line,
                      out);
        fclose(in);
        fclose(out);
        ck_assert_ptr_nonnull(strstr(yaml, "\njournal-pending-limit: 16 MiB\n"));
        ck_assert_ptr_nonnull(strstr(yaml, "\nendpoints:\n  intake:\n"));
        ck_assert_ptr_nonnull(strstr(yaml, "\n  - name: ecb\n"));
        ck_assert_ptr_nonnull(strstr(yaml, "\nrates:\n  - {name: official,"));
        ck_assert_ptr_nonnull(strstr(yaml, "\ntemplates:\n  - name: usual\n    measures:\n"));
        config_free(written_read(yaml, length, &said));
        ck_assert_str_eq(said, "");
        free(said);
        free(yaml);
}
END_TEST

/* Ten thousand milestones are read while the administrator waits, wrong ones too. */
START_TEST(many_milestones_take_no_time)
{
        char *yaml = NULL, *said;
        size_t length;
        FILE *out = open_memstream(&yaml, &length);
        struct config *config;
        struct timespec before, after;

        fprintf(out, WRITTEN_MEASURES "milestones:\n");
        for (int i = 0; i < 10000; i++)
                fprintf(out, "  - {name: m%d, measure: turnover, reach: %d USD, steps: [50%%]}\n",
                        i * 7919 % 10000, i + 1);
        fprintf(out, "measures:\n"); /* given twice: one error */
        fclose(out);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &before);
        config = written_read(yaml, length, &said);
        ck_assert_ptr_null(config);
        ck_assert_str_eq(said, "milestoned.yaml:10011:1: key \"measures\" is given twice, expected once: it "
                               "stands at line 7 too\n");
        free(said);
        config = written_read(yaml, length - strlen("measures:\n"), &said);
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &after);
        ck_assert_ptr_nonnull(config);
        ck_assert_uint_eq(config->plan->milestones_count, 10000);
        for (size_t i = 1; i < 10000; i++)
                ck_assert_int_lt(
                        text_compare(config->plan->milestones[i - 1].name, config->plan->milestones[i].name),
                        0);
        ck_assert_int_lt(after.tv_sec - before.tv_sec, 5);
        config_free(config);
        free(said);
        free(yaml);
}
END_TEST

static Suite *config_suite(void)
{
        Suite *suite = suite_create("config/config");
        TCase *tcase = tcase_create("config");

        tcase_add_test(tcase, the_shipped_example_is_sound);
        tcase_add_test(tcase, the_commented_lines_of_the_example_are_sound);
        tcase_add_test(tcase, many_milestones_take_no_time);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(config_suite)
