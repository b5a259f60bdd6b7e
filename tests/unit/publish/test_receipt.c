/* tests/unit/publish/test_receipt.c */
#include <check.h>
#include <stdlib.h>

#include "base/civil.h"
#include "publish/encode.h"

static const struct identity identity = {.journal_id = {7}, .epoch = 1};

static Milestone__V1__Receipt *receipt_of(const struct receipt *receipt)
{
        struct arena arena = {0};
        struct wire_out out = {0};
        Milestone__V1__Receipt *message;

        ck_assert_int_eq(encode_receipt(receipt, &identity, &arena, &out), 0);
        message = milestone__v1__receipt__unpack(NULL, out.length, out.data);
        ck_assert_ptr_nonnull(message);
        arena_done(&arena);
        wire_out_done(&out);
        return message;
}

/* rule 40: a receipt repeats the request's id and holds counts and exceptions. */
START_TEST(rule_40_counts_and_exceptions)
{
        const struct exception exceptions[] = {
                {.index = 3, .verdict = VERDICT_REFUSED, .id = TEXT("r-3"),
                 .refusal = {REASON_CODE, TEXT("trade.currency"), TEXT("USX is no currency; did you mean USD?")}},
                {.index = 9, .verdict = VERDICT_STALE, .id = TEXT("r-9")},
        };
        struct effects effects = {
                .position = 12,
                .counts = {.of = {[VERDICT_ACCEPTED] = 8, [VERDICT_STALE] = 1, [VERDICT_REFUSED] = 1}},
                .exceptions = exceptions,
                .exceptions_count = 2,
                .exceptions_left_out = 5,
        };
        struct receipt receipt = {.request_id = TEXT("q\0q"), .position = 12, .effects = &effects};
        Milestone__V1__Receipt *message = receipt_of(&receipt);

        ck_assert_uint_eq(message->request_id.len, 3);
        ck_assert_mem_eq(message->request_id.data, "q\0q", 3);
        ck_assert_uint_eq(message->position, 12);
        ck_assert_uint_eq(message->counts->accepted, 8);
        ck_assert_uint_eq(message->counts->refused, 1);
        ck_assert_uint_eq(message->n_exceptions, 2);
        ck_assert_uint_eq(message->exceptions[0]->index, 3);
        ck_assert_int_eq(message->exceptions[0]->reason, MILESTONE__V1__REASON__REASON_CODE);
        ck_assert_str_eq(message->exceptions[0]->field, "trade.currency");
        ck_assert_int_eq(message->exceptions[1]->verdict, MILESTONE__V1__VERDICT__VERDICT_STALE);
        ck_assert_uint_eq(message->exceptions_left_out, 5);
        ck_assert_ptr_null(message->release);
        milestone__v1__receipt__free_unpacked(message, NULL);
}
END_TEST

/* A batch refused whole says why, and that nothing has a position. */
START_TEST(a_refusal_says_why)
{
        struct receipt receipt = {.refusal = {REASON_RETRY_LATER, TEXT(""), TEXT("no room now")}};
        Milestone__V1__Receipt *message = receipt_of(&receipt);

        ck_assert_int_eq(message->reason, MILESTONE__V1__REASON__REASON_RETRY_LATER);
        ck_assert_str_eq(message->message, "no room now");
        ck_assert_uint_eq(message->position, 0);
        ck_assert_ptr_null(message->counts);
        milestone__v1__receipt__free_unpacked(message, NULL);
}
END_TEST

/* A release that lacks a batch says which. */
START_TEST(rule_8_an_open_release_says_what_it_lacks)
{
        struct effects effects = {.release = {.state = RELEASE_OPEN,
                                              .vintage_day = civil_from_ymd(2022, 1, 14),
                                              .vintage_serial = 2,
                                              .batches = 5,
                                              .batches_present = 3,
                                              .missing_count = 2,
                                              .missing = {2, 5}}};
        struct receipt receipt = {.position = 1, .effects = &effects};
        Milestone__V1__Receipt *message = receipt_of(&receipt);

        ck_assert_str_eq(message->release->vintage->date, "2022-01-14");
        ck_assert_uint_eq(message->release->vintage->serial, 2);
        ck_assert_uint_eq(message->release->n_missing, 2);
        ck_assert_uint_eq(message->release->missing[1], 5);
        ck_assert_ptr_null(message->release->counts);
        milestone__v1__receipt__free_unpacked(message, NULL);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("receipt");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, rule_40_counts_and_exceptions);
        tcase_add_test(cases, a_refusal_says_why);
        tcase_add_test(cases, rule_8_an_open_release_says_what_it_lacks);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
