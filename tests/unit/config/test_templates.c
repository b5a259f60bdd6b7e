/* tests/unit/config/test_templates.c: the same measures and milestones for many corridors. */
#include "unit/config/written.h"

#define TEMPLATES         \
        "currency: USD\n" \
        "sources:\n"      \
        "  - {name: a, kinds: trade, resolution: month}\n"

static const struct refused wrong_templates_are_said_table[] = {
        /* A template that is not there, twice the same, and two of one name. */
        {TEMPLATES "templates:\n"
                   "  - {name: usual}\n"
                   "  - {name: usual}\n"
                   "corridors:\n"
                   "  - {name: north, between: [BY, RU], template: [usal, usual, usual]}\n",
         "milestoned.yaml:6:12: a template named \"usual\" is there already, expected another name: "
         "milestoned.yaml:5\n"
         "milestoned.yaml:8:49: \"usal\" is no template; did you mean \"usual\"?\n"
         "milestoned.yaml:8:62: \"usual\" is given twice, expected once\n"},
        /* No lists, and keys that a template does not have. */
        {TEMPLATES "templates:\n"
                   "  - {name: usual, measures: {name: x}, milestones: y, corridor: north}\n"
                   "corridors:\n"
                   "  - {name: north, between: [BY, RU], template: usual}\n",
         "milestoned.yaml:5:29: \"measures\" must be a list, expected \"- name: ...\" for each\n"
         "milestoned.yaml:5:52: \"milestones\" must be a list, expected \"- name: ...\" for each\n"
         "milestoned.yaml:5:55: unknown key \"corridor\" in a template, expected one of name, measures, "
         "milestones\n"},
        /* What is wrong in a template is wrong for each of its corridors; elsewhere it is not looked at. */
        {TEMPLATES "templates:\n"
                   "  - name: usual\n"
                   "    measures:\n"
                   "      - {name: turnover, sum: trade.value, window: calendar-yaer}\n"
                   "      - {name: share, ratio: [turnover, turnovr]}\n"
                   "      - none\n"
                   "    milestones:\n"
                   "      - {name: first, measure: turnover, reach: 1 bn EUR}\n"
                   "  - name: unused\n"
                   "    measures: [nothing]\n"
                   "corridors:\n"
                   "  - {name: north, between: [BY, RU], template: usual}\n"
                   "  - {name: south, between: [BY, UA], template: usual}\n",
         "milestoned.yaml:7:52: \"calendar-yaer\" is no window; did you mean \"calendar-year\"? (for "
         "corridor \"north\")\n"
         "milestoned.yaml:7:52: \"calendar-yaer\" is no window; did you mean \"calendar-year\"? (for "
         "corridor \"south\")\n"
         "milestoned.yaml:8:41: \"turnovr\" is no measure, expected the name of one of the configuration "
         "(for corridor \"north\")\n"
         "milestoned.yaml:8:41: \"turnovr\" is no measure, expected the name of one of the configuration "
         "(for corridor \"south\")\n"
         "milestoned.yaml:9:9: a measure must be a map, expected \"key: value\" pairs (for corridor "
         "\"north\")\n"
         "milestoned.yaml:9:9: a measure must be a map, expected \"key: value\" pairs (for corridor "
         "\"south\")\n"},
        /* Wrong for one of them only: whose reports count? */
        {TEMPLATES "groups:\n"
                   "  - {name: two, places: [LV, LT]}\n"
                   "templates:\n"
                   "  - name: usual\n"
                   "    measures:\n"
                   "      - {name: turnover, sum: trade.value, window: calendar-year}\n"
                   "corridors:\n"
                   "  - {name: north, between: [BY, RU], template: usual}\n"
                   "  - {name: west, between: [two, BY], template: usual}\n",
         "milestoned.yaml:9:9: the first side of corridor \"west\" is not one place, expected "
         "\"reported-by\" to say whose reports count (for corridor \"west\")\n"},
        /* Names that meet, and one that is too long. */
        {TEMPLATES
         "templates:\n"
         "  - name: usual\n"
         "    measures:\n"
         "      - {name: x, sum: trade.value, window: calendar-year}\n"
         "      - {name: \"{corridor}-x\", sum: trade.value, window: calendar-year}\n"
         "      - {name: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, sum: trade.value, "
         "window: calendar-year}\n"
         "corridors:\n"
         "  - {name: north, between: [BY, RU], template: usual}\n"
         "measures:\n"
         "  - {name: north-x, corridor: north, sum: trade.value, window: calendar-year}\n",
         "milestoned.yaml:8:16: a measure named \"north-x\" is there already, expected another name: "
         "milestoned.yaml:7 (for corridor \"north\")\n"
         "milestoned.yaml:9:16: \"north-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\" is "
         "no name, expected 1 to 64 of a-z, 0-9 and - (not at the ends) (for corridor \"north\")\n"
         "milestoned.yaml:13:12: a measure named \"north-x\" is there already, expected another name: "
         "milestoned.yaml:8\n"},
        /* The place of the name is for values; a key is a key. */
        {TEMPLATES
         "templates:\n"
         "  - name: usual\n"
         "    measures:\n"
         "      - {name: x, sum: trade.value, window: calendar-year, \"{corridor}\": 5, where: {flow: "
         "\"{corridor}\"}}\n"
         "corridors:\n"
         "  - {name: north, between: [BY, RU], template: usual}\n",
         "milestoned.yaml:7:60: unknown key \"{corridor}\" in a measure; did you mean \"corridor\"? (for "
         "corridor \"north\")\n"
         "milestoned.yaml:7:91: \"north\" is no value for \"flow\", expected one of import, export, "
         "re-import, re-export, transit (for corridor \"north\")\n"},
};

/* An error stands in the template, and belongs to a corridor. */
START_TEST(wrong_templates_are_said)
{
        written_refused(wrong_templates_are_said_table[_i].yaml, wrong_templates_are_said_table[_i].said);
}
END_TEST

/* What a page would say for each corridor, once: names, mentions of them, and values. */
START_TEST(a_template_is_made_for_each_corridor)
{
        struct config *config = written_good(
                TEMPLATES
                "templates:\n"
                "  - name: usual\n"
                "    measures:\n"
                "      - {name: turnover, sum: trade.value, window: calendar-year}\n"
                "      - {name: \"of-{corridor}-all\", count: trade, window: calendar-year}\n"
                "      - {name: share, ratio: [turnover, turnover]}\n"
                "      - {name: growth, growth: \"of-{corridor}-all\"}\n"
                "      - {name: ports, count: trade, window: calendar-year,\n"
                "         where: {facility: \"{corridor}-port\"}}\n"
                "    milestones:\n"
                "      - {name: first, measure: turnover, reach: 1 bn USD, amendments:\n"
                "         [{on: 2024-02-01, reach: 2 bn USD, reason: \"{corridor} and {corridor}\"}]}\n"
                "      - {name: \"{corridor}-2\", measure: share, hold: 30%}\n"
                "      - {name: both, all-of: [first, other]}\n"
                "  - {name: more, milestones: [{name: m, measure: \"{corridor}-turnover\", reach: 5 USD}]}\n"
                "corridors:\n"
                "  - {name: north, between: [BY, RU], template: [usual, more]}\n"
                "  - {name: south, between: [BY, UA], template: usual}\n"
                "  - {name: west, between: [BY, PL]}\n"
                "measures:\n"
                "  - {name: odd, ratio: [north-turnover, south-turnover]}\n"
                "milestones:\n"
                "  - {name: other, measure: odd, reach: 50%}\n");
        const struct plan *plan = config->plan;
        const struct plan_measure *north = WRITTEN_FIND(plan, measures, "north-turnover"),
                                  *south = WRITTEN_FIND(plan, measures, "south-turnover"),
                                  *share = WRITTEN_FIND(plan, measures, "south-share"),
                                  *growth = WRITTEN_FIND(plan, measures, "north-growth"),
                                  *ports = WRITTEN_FIND(plan, measures, "south-ports");
        const struct plan_milestone *first = WRITTEN_FIND(plan, milestones, "south-first"),
                                    *both = WRITTEN_FIND(plan, milestones, "north-both"),
                                    *m = WRITTEN_FIND(plan, milestones, "north-m");

        ck_assert_uint_eq(plan->measures_count, 11);
        ck_assert_uint_eq(plan->milestones_count, 8);
        ck_assert_str_eq(plan->corridors[north->corridor].name.data, "north");
        ck_assert_str_eq(plan->corridors[south->corridor].name.data, "south");
        ck_assert_ptr_eq(&plan->measures[share->operands[0]], south);
        ck_assert_str_eq(plan->measures[growth->operands[0]].name.data, "of-north-all");
        ck_assert_str_eq(ports->where.facilities[0].data, "south-port");
        ck_assert_ptr_eq(&plan->measures[first->measure], south);
        ck_assert_str_eq(first->terms[1].reason.data, "south and south");
        ck_assert_str_eq(plan->milestones[both->members[0]].name.data, "north-first");
        ck_assert_str_eq(plan->milestones[both->members[1]].name.data, "other");
        ck_assert_ptr_eq(&plan->measures[m->measure], north);
        WRITTEN_FIND(plan, milestones, "south-2");
        config_free(config);
}
END_TEST

/* The journal's text holds the template, and makes the same of it. */
START_TEST(a_template_is_made_again)
{
        struct config *config = written_good(
                TEMPLATES "templates:\n"
                          "  - {name: t, measures: [{name: x, sum: trade.value, window: calendar-year}]}\n"
                          "corridors:\n"
                          "  - {name: north, between: [BY, RU], template: t}\n");
        struct plan *again;

        ck_assert_int_eq(config_parse(config->config_text, NULL, &again), 0);
        ck_assert_uint_eq(again->measures_count, 1);
        ck_assert_str_eq(again->measures[0].name.data, "north-x");
        plan_free(again);
        config_free(config);
}
END_TEST

/* A few lines could make more than a machine holds: the limit has a name, and both sides. */
START_TEST(templates_have_a_limit)
{
        char *yaml = NULL, *said;
        size_t length;

        for (int corridors = 98; corridors <= 102; corridors += 4) {
                FILE *out = open_memstream(&yaml, &length);
                struct config *config;

                /* 1,000 measures of 4 values each. */
                fputs(TEMPLATES "templates:\n  - name: t\n    measures:\n", out);
                for (int i = 0; i < 1000; i++)
                        fprintf(out, "      - {name: m%d, count: trade, window: calendar-year}\n", i);
                fputs("corridors:\n", out);
                for (int i = 0; i < corridors; i++)
                        fprintf(out, "  - {name: c%03d, between: [BY, RU], template: t}\n", i);
                fclose(out);
                config = written_read(yaml, length, &said);
                if (corridors == 98)
                        ck_assert_uint_eq(config->plan->measures_count, 98000);
                else
                        ck_assert_str_eq(said,
                                         "milestoned.yaml:1108:47: templates make more than 400000 values, "
                                         "expected fewer\n");
                free(said);
                free(yaml);
                config_free(config);
        }
}
END_TEST

static Suite *templates_suite(void)
{
        Suite *suite = suite_create("config/templates");
        TCase *tcase = tcase_create("templates");

        tcase_set_timeout(tcase, 60);
        tcase_add_loop_test(tcase, wrong_templates_are_said, 0,
                            REFUSED_COUNT(wrong_templates_are_said_table));
        tcase_add_test(tcase, a_template_is_made_for_each_corridor);
        tcase_add_test(tcase, a_template_is_made_again);
        tcase_add_test(tcase, templates_have_a_limit);
        suite_add_tcase(suite, tcase);
        return suite;
}

WRITTEN_MAIN(templates_suite)
