/* tests/unit/ctl/test_template.c */
#include "import/template.h"
#include "suite.h"

static struct pool pool;
static const struct text header[] = {TEXT_INIT("reporter"), TEXT_INIT(" partner "), TEXT_INIT("flow"),
                                     TEXT_INIT("a b")};
static const struct text row[] = {TEXT_INIT("RU"), TEXT_INIT("BY"), TEXT_INIT("X"), TEXT_INIT("")};

static const char *filled(const char *text)
{
        struct mst_event event = {
                .period = "2021-11", .kind = MST_EVENT_TRADE, .trade = {.flow = MST_FLOW_EXPORT}};
        static const struct text keys[] = {TEXT_INIT("name"), TEXT_INIT("1")};
        static const struct text texts[] = {TEXT_INIT("IJAN"), TEXT_INIT("JAN")};
        const struct template_names names = {header, 4, keys, 2};
        const struct template_row from = {row, 4, texts, &event, "table-2021", 17};
        struct template template;
        const char *why;

        why = template_parse(text_of(text), MST_EVENT_TRADE, &pool, &template);
        if (!why)
                why = template_bind(&template, &names, &pool);
        return why ? why : pool_text(&pool, template_fill(&template, &from, &pool));
}

/* Two records with one id would be one record. */
START_TEST(ids_are_made_of_columns_and_fields)
{
        ck_assert_str_eq(filled("{reporter}-{partner}-{flow}"), "RU-BY-X");
        ck_assert_str_eq(filled("{reporter}"), "RU");
        ck_assert_str_eq(filled("constant"), "constant");
        ck_assert_str_eq(filled(""), "");
        ck_assert_str_eq(filled("[{a b}]"), "[]");
        ck_assert_str_eq(filled("{.flow}/{.period}"), "export/2021-11");
        ck_assert_str_eq(filled("{file.name}:{file.line}"), "table-2021:17");
        ck_assert_str_eq(filled("{{{flow}}}"), "{X}");
        ck_assert_str_eq(filled("{wide.name}={wide.1}"), "IJAN=JAN");
        ck_assert_str_eq(filled("{ partner }"), "BY");
}
END_TEST

/* A column that is misspelt must not be empty in every row. */
START_TEST(what_is_not_there_is_said)
{
        ck_assert_str_eq(filled("{partnr}"),
                         "the table has no column \"partnr\"; did you mean \" partner \"?");
        ck_assert_str_eq(filled("{zzz}"), "the table has no column \"zzz\"");
        ck_assert_str_eq(filled("{.flwo}"), "\".flwo\" is no field of this kind of event");
        ck_assert_str_eq(filled("{flow"), "a { without its }; the sign itself is {{");
        ck_assert_str_eq(filled("flow}"), "a } without its {; the sign itself is }}");
        ck_assert_str_eq(filled("{wide.nam}"), "\"wide\" has no \"nam\"; did you mean \"name\"?");
        ck_assert_str_eq(filled("{}"), "nothing between { and }");
}
END_TEST

/* Which of two equal columns is meant, nobody can know. */
START_TEST(two_columns_of_one_name_are_refused)
{
        const struct text twice[] = {TEXT_INIT("a"), TEXT_INIT("a")};
        const struct template_names both = {.columns = twice, .n_columns = 2};
        const struct template_names one = {.columns = twice, .n_columns = 1};
        struct template template;

        template_column(TEXT("a"), &pool, &template);
        ck_assert_str_eq(template_bind(&template, &both, &pool), "the table has 2 columns \"a\"");
        ck_assert_ptr_null(template_bind(&template, &one, &pool));
}
END_TEST

/* A column's name may hold anything, also braces. */
START_TEST(a_column_by_name_is_no_template)
{
        const struct text odd[] = {TEXT_INIT("Value {US$}")};
        const struct template_names names = {.columns = odd, .n_columns = 1};
        struct template template;

        template_column(odd[0], &pool, &template);
        ck_assert_ptr_null(template_bind(&template, &names, &pool));
        ck_assert(!template_is_constant(&template));
}
END_TEST

SUITE("template", ids_are_made_of_columns_and_fields, what_is_not_there_is_said,
      two_columns_of_one_name_are_refused, a_column_by_name_is_no_template)
