/* tests/unit/host/test_entries.c */
#include <check.h>
#include <errno.h>
#include <string.h>

#include "host/entries.h"

/* rule 29: what an entry of today says must be read alike by every later program. */
START_TEST(rule_29_bodies_come_back_as_they_were)
{
        const struct tick tick = {TEXT("north"), INT64_C(1700000000123456), 19675};
        const struct freeze freeze = {.milestone = TEXT("restored"),
                                      .series = TEXT("partner=BY"),
                                      .instance = {PERIOD_YEAR, 18628, 18992},
                                      .terms_day = 18700,
                                      .day = 19000,
                                      .baseline = INT64_C(-5000000000)};
        struct outbox_mark mark = {.sequence = 77, .hash = {1, 2, 3}}, mark_read;
        const struct decision decision = {DECISION_RELEASE, UINT64_C(1) << 40, 7};
        struct decision decision_read;
        const struct epoch_begun epoch = {2, {5, 6, 7}};
        struct epoch_begun epoch_read;
        struct freeze freeze_read;
        struct wire_out out = {0};
        struct tick tick_read;
        uint32_t version;
        uint64_t position;
        struct text program;

        entry_write_tick(&tick, &out);
        ck_assert_int_eq(entry_read_tick(out.data, out.length, &tick_read), 0);
        ck_assert(text_equal(tick_read.member, tick.member));
        ck_assert_int_eq(tick_read.instant_usec, tick.instant_usec);
        ck_assert_int_eq(tick_read.day, tick.day);

        wire_out_clear(&out);
        entry_write_decision(&decision, &out);
        ck_assert_int_eq(entry_read_decision(out.data, out.length, &decision_read), 0);
        ck_assert_uint_eq(decision_read.what, decision.what);
        ck_assert_uint_eq(decision_read.position, decision.position);
        ck_assert_uint_eq(decision_read.index, decision.index);

        wire_out_clear(&out);
        entry_write_freeze(&freeze, &out);
        ck_assert_int_eq(entry_read_freeze(out.data, out.length, &freeze_read), 0);
        ck_assert(text_equal(freeze_read.milestone, freeze.milestone));
        ck_assert(text_equal(freeze_read.series, freeze.series));
        ck_assert(period_equal(freeze_read.instance, freeze.instance));
        ck_assert_int_eq(freeze_read.terms_day, freeze.terms_day);
        ck_assert_int_eq(freeze_read.day, freeze.day);
        ck_assert_int_eq(freeze_read.baseline, freeze.baseline);

        wire_out_clear(&out);
        entry_write_position(UINT64_MAX, &out);
        ck_assert_int_eq(entry_read_position(out.data, out.length, &position), 0);
        ck_assert_uint_eq(position, UINT64_MAX);

        wire_out_clear(&out);
        entry_write_epoch(&epoch, &out);
        ck_assert_int_eq(entry_read_epoch(out.data, out.length, &epoch_read), 0);
        ck_assert_uint_eq(epoch_read.number, epoch.number);
        ck_assert_mem_eq(epoch_read.name, epoch.name, sizeof(epoch.name));
        ck_assert_int_eq(entry_read_epoch(out.data, out.length - 1, &epoch_read), -EBADMSG);

        wire_out_clear(&out);
        entry_write_upgrade(3, TEXT("0.1.0"), &out);
        ck_assert_int_eq(entry_read_upgrade(out.data, out.length, &version, &program), 0);
        ck_assert_uint_eq(version, 3);
        ck_assert(text_equal(program, TEXT("0.1.0")));

        wire_out_clear(&out);
        entry_write_mark(&mark, &out);
        ck_assert_int_eq(entry_read_mark(out.data, out.length, &mark_read), 0);
        ck_assert_uint_eq(mark_read.sequence, 77);
        ck_assert_mem_eq(mark_read.hash, mark.hash, sizeof(mark.hash));
        wire_out_done(&out);
}
END_TEST

/* A body that is cut or too long is no body: the replay stops there instead of going on wrongly. */
START_TEST(a_body_of_another_length_is_refused)
{
        const struct tick tick = {TEXT("m"), 1, 2};
        struct outbox_mark mark = {.sequence = 1};
        struct wire_out out = {0};
        struct tick tick_read;
        uint64_t position;

        entry_write_tick(&tick, &out);
        for (size_t length = 0; length < out.length; length++)
                ck_assert_int_lt(entry_read_tick(out.data, length, &tick_read), 0);
        wire_u8(&out, 0);
        ck_assert_int_lt(entry_read_tick(out.data, out.length, &tick_read), 0);

        wire_out_clear(&out);
        entry_write_position(9, &out);
        ck_assert_int_lt(entry_read_position(out.data, out.length - 1, &position), 0);

        wire_out_clear(&out);
        entry_write_mark(&mark, &out);
        for (size_t length = 0; length < out.length; length++)
                ck_assert_int_lt(entry_read_mark(out.data, length, &mark), 0);
        wire_out_done(&out);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("entries");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, rule_29_bodies_come_back_as_they_were);
        tcase_add_test(cases, a_body_of_another_length_is_refused);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
