/* tests/unit/core/test_statement.c: what is kept of a record comes back as it was. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "core/ledger/ledger.h"

static const struct text source = TEXT_INIT("customs"), id = TEXT_INIT("2021-11/import");

static struct statement statement_of(uint8_t kind)
{
        struct statement statement = {
                .event = {.source = source, .id = id, .number = UINT64_MAX - 5, .kind = kind},
                .layout = EVENT_LAYOUT,
                .status = STATUS_PROVISIONAL,
                .withdrawn = kind == EVENT_WITHDRAWAL,
                .disputed_times = 300,
                .position = UINT64_C(1) << 40,
        };

        for (size_t i = 0; i < CONTENT_HASH_BYTES; i++)
                statement.content[i] = (uint8_t)(i * 17);
        statement.event.period = period_at(PERIOD_MONTH, civil_from_ymd(2021, 11, 30), 1);
        if (kind == EVENT_TRADE) {
                statement.event.trade.reporter = (struct place){"RU"};
                statement.event.trade.value = (struct quantity){true, -(INT64_C(1) << 62)};
                statement.event.trade.commodity.code = TEXT("271019");
        }
        if (kind == EVENT_WITHDRAWAL) {
                statement.event.period = period_none();
                statement.event.withdrawal.reason = 2;
                statement.event.withdrawal.successors_count = 1;
                statement.event.withdrawal.successors[0] = TEXT("another");
        }
        return statement;
}

/* A measure that is configured next year would be summed from statements that lost a field. */
START_TEST(rule_33_a_statement_keeps_everything)
{
        /* rule 33: statements keep every field that any measure may ask for. */
        struct statement statement = statement_of((uint8_t)_i), read;
        struct wire_out out = {0}, again = {0}, laid_out = {0};

        statement_write(&statement, &out);
        ck_assert(!out.failed);
        ck_assert_int_eq(statement_read(out.data, out.length, source, id, &read), 0);

        ck_assert(text_equal(read.event.source, source));
        ck_assert(text_equal(read.event.id, id));
        ck_assert_uint_eq(read.event.number, statement.event.number);
        ck_assert_uint_eq(read.status, STATUS_PROVISIONAL);
        ck_assert_int_eq(read.withdrawn, _i == EVENT_WITHDRAWAL);
        ck_assert_uint_eq(read.disputed_times, 300);
        ck_assert_uint_eq(read.position, UINT64_C(1) << 40);
        ck_assert_mem_eq(read.content, statement.content, CONTENT_HASH_BYTES);

        /* The event is its bytes: written anew, or as they are at hand. */
        statement_write(&read, &again);
        ck_assert_uint_eq(again.length, out.length);
        ck_assert_mem_eq(again.data, out.data, out.length);
        event_write(&laid_out, &statement.event);
        statement.laid_out = (struct text){(const char *)laid_out.data, laid_out.length};
        statement.event.period = period_none();
        wire_out_clear(&again);
        statement_write(&statement, &again);
        ck_assert_uint_eq(again.length, out.length);
        ck_assert_mem_eq(again.data, out.data, out.length);
        wire_out_done(&laid_out);
        wire_out_done(&out);
        wire_out_done(&again);
}
END_TEST

/* A store that lost the end of a page would be read as if nothing was missing. */
START_TEST(what_is_cut_off_or_longer_or_of_another_version_is_refused)
{
        struct statement statement = statement_of(EVENT_TRADE), read = {.position = 77};
        struct wire_out out = {0};

        statement_write(&statement, &out);
        for (size_t length = 0; length < out.length; length++) {
                uint8_t *cut = malloc(length + 1); /* of this length, so that a sanitizer sees who reads on */

                memcpy(cut, out.data, length);
                ck_assert_int_eq(statement_read(cut, length, source, id, &read), -EBADMSG);
                free(cut);
        }
        wire_u8(&out, 0);
        ck_assert_int_eq(statement_read(out.data, out.length, source, id, &read), -EBADMSG);
        out.data[0] = 2;
        ck_assert_int_eq(statement_read(out.data, out.length - 1, source, id, &read), -EBADMSG);
        out.data[0] = 1;
        out.data[3] |= 0x80;
        ck_assert_int_eq(statement_read(out.data, out.length - 1, source, id, &read), -EBADMSG);
        ck_assert_uint_eq(read.position, 77);
        wire_out_done(&out);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("statement");
        TCase *tcase = tcase_create("statement");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_loop_test(tcase, rule_33_a_statement_keeps_everything, EVENT_TRADE, EVENT_WITHDRAWAL + 1);
        tcase_add_test(tcase, what_is_cut_off_or_longer_or_of_another_version_is_refused);
        suite_add_tcase(suite, tcase);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
