/* tests/unit/ctl/test_event_json.c */
#include "event_json.h"
#include "suite.h"

static struct pool pool;

static const char *read(const char *line, struct mst_event *event)
{
        const char *why = event_from_json(text_of(line), &pool, event);

        return why ? why : "";
}

/* The order of members must not matter: the currency may come behind the amount. */
START_TEST(members_in_any_order)
{
        struct mst_event event;

        ck_assert_str_eq(
                read("{\"trade\":{\"value\":\"1.5\",\"flow\":\"import\",\"currency\":\"USD\"},\"id\":\"a\"}",
                     &event),
                "");
        ck_assert_int_eq(event.trade.value.units, 150);
        ck_assert_int_eq(event.trade.flow, MST_FLOW_IMPORT);
        ck_assert_str_eq(event.id, "a");
        ck_assert_str_eq(read("{\"id\":\"a\",\"levels\":{\"partner\":\"total\"},\"trade\":{\"value\":{"
                              "\"amount\":\"2\"},"
                              "\"currency\":\"USD\"}}",
                              &event),
                         "");
        ck_assert_int_eq(event.trade.value.units, 200);
        ck_assert_int_eq(event.levels.partner, MST_LEVEL_TOTAL);
        ck_assert_str_eq(
                read("{\"id\":\"a\",\"withdrawal\":{\"reason\":\"error\",\"successors\":[\"b\",\"c\"]}}",
                     &event),
                "");
        ck_assert_uint_eq(event.withdrawal.successors_count, 2);
        ck_assert_str_eq(event.withdrawal.successors[1], "c");
        ck_assert_str_eq(read("{\"id\":\"a\",\"revision\":3,\"rate\":{\"base\":\"USD\",\"quote\":\"BYN\","
                              "\"rate\":\"2.5\"}}",
                              &event),
                         "");
        ck_assert_uint_eq(event.revision, 3);
}
END_TEST

/* A line that means two things, or nothing, must not be sent as something. */
START_TEST(what_is_not_clear_is_refused)
{
        struct mst_event event;
        static const char *const bad[] = {
                "",
                "[]",
                "{}",
                "null",
                "{\"id\":\"a\"}",
                "{\"id\":\"a\",\"trade\":{},\"freight\":{}}",
                "{\"trade\":{}}",
                "{\"id\":\"a\",\"id\":\"b\",\"trade\":{}}",
                "{\"id\":\"a\",\"trade\":[]}",
                "{\"id\":\"a\",\"trade\":{\"partner\":true}}",
                "{\"id\":\"a\",\"trade\":{\"value\":\"1\"}}",
                "{\"id\":\"a\",\"trade\":{\"currency\":\"USD\",\"value\":1.5}}",
                "{\"id\":\"a\",\"withdrawal\":{\"reason\":\"error\",\"successors\":[[\"b\"]]}}",
                "{\"id\":\"\\u0000\",\"trade\":{}}",
                "{\"id\":\"\xff\",\"trade\":{}}",
                "{\"id\":\"a\",\"trade\":{}} x"};

        for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
                ck_assert_msg(*read(bad[i], &event) != '\0', "%s", bad[i]);
}
END_TEST

SUITE("event_json", members_in_any_order, what_is_not_clear_is_refused)
