/* tests/unit/client/test_batch.c: a batch as it grows, its limits, and the message that it becomes. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "batch.h"

static const unsigned char id[REQUEST_ID_BYTES] = "0123456789abcde";
static struct mst_options options;
static struct mst_batch *batch;
static Milestone__V1__EventBatch *wire;

static void setup(void)
{
        ck_assert_int_eq(options_complete(NULL, &options), 0);
        ck_assert_int_eq(mst_batch_new("rail-north", &batch), 0);
}

static void teardown(void)
{
        if (wire)
                milestone__v1__event_batch__free_unpacked(wire, NULL);
        wire = NULL;
        batch = mst_batch_unref(batch);
}

static void encode(void)
{
        unsigned char *bytes;
        size_t size;

        ck_assert_int_eq(batch_encode(batch, id, &options, &bytes, &size), 0);
        ck_assert_uint_le(size, MST_MESSAGE_BYTES_MAX);
        if (wire)
                milestone__v1__event_batch__free_unpacked(wire, NULL);
        wire = milestone__v1__event_batch__unpack(NULL, size, bytes);
        ck_assert_ptr_nonnull(wire);
        free(bytes);
}

static const struct mst_event event = {
        .id = "a", .revision = 1, .period = "2024-05", .kind = MST_EVENT_FREIGHT, .freight.mass = {true, 5}};

/* What is said of the batch arrives with its events, whichever was said first. */
START_TEST(head_and_events_are_one_message)
{
        const struct mst_vintage vintage = {.date = "2024-06-15", .serial = 2};

        ck_assert_int_eq(mst_batch_add(batch, &event), 0);
        mst_batch_set_number(batch, 42);
        mst_batch_set_dry_run(batch, true);
        ck_assert_int_eq(mst_batch_set_release(batch, &vintage, 3), 0);
        ck_assert_int_eq(mst_batch_set_release(batch, &vintage, 4), 0);
        ck_assert_int_eq(mst_batch_add(batch, &event), 0);
        encode();
        ck_assert_uint_eq(wire->version, 1);
        ck_assert_uint_eq(wire->request_id.len, REQUEST_ID_BYTES);
        ck_assert_mem_eq(wire->request_id.data, id, REQUEST_ID_BYTES);
        ck_assert_str_eq(wire->source, "rail-north");
        ck_assert_str_eq(wire->sender->software, "libmilestone");
        ck_assert_str_eq(wire->sender->version, MST_VERSION);
        ck_assert(wire->dry_run);
        ck_assert_uint_eq(wire->number, 42);
        ck_assert_str_eq(wire->vintage->date, "2024-06-15");
        ck_assert_uint_eq(wire->vintage->serial, 2);
        ck_assert_uint_eq(wire->release_batch, 4);
        ck_assert_uint_eq(wire->n_events, 2);
        ck_assert_str_eq(wire->events[1]->id, "a");
        ck_assert_uint_eq(mst_batch_events(batch), 2);
}
END_TEST

/* rule 7: the end of a release says all that its judgement needs. */
START_TEST(rule_7_the_end_of_a_release)
{
        static const char *const periods[] = {"2024-05", "2023-01..2023-12"};
        static const struct mst_control_total control[] = {
                {.of = MST_CONTROL_OF_RECORDS, .sum = "7"},
                {.of = MST_CONTROL_OF_VALUE, .currency = "USD", .flow = MST_FLOW_EXPORT, .period = "2024-05",
                 .sum = "340282366920938463463374607431768211455"},
        };
        const struct mst_release_end end = {
                .vintage = {.date = "2024-06-15"}, .batches = 2, .events = 7, .periods = periods,
                .periods_count = 2, .control = control, .control_count = 2, .status = MST_STATUS_FINAL,
                .complete = true, .replaces = true, .embargo = "2024-06-20", .historical = true, .note = "n",
        };

        ck_assert_int_eq(mst_batch_end_release(batch, &end), 0);
        encode();
        ck_assert_str_eq(wire->release_end->vintage->date, "2024-06-15");
        ck_assert_uint_eq(wire->release_end->batches, 2);
        ck_assert_uint_eq(wire->release_end->events, 7);
        ck_assert_uint_eq(wire->release_end->n_periods, 2);
        ck_assert_str_eq(wire->release_end->periods[1], "2023-01..2023-12");
        ck_assert_uint_eq(wire->release_end->n_control, 2);
        ck_assert_int_eq((int)wire->release_end->control[1]->of, MST_CONTROL_OF_VALUE);
        ck_assert_str_eq(wire->release_end->control[1]->sum, control[1].sum);
        ck_assert_int_eq((int)wire->release_end->control[1]->flow, MST_FLOW_EXPORT);
        ck_assert_int_eq((int)wire->release_end->status, MST_STATUS_FINAL);
        ck_assert(wire->release_end->complete && wire->release_end->replaces &&
                  wire->release_end->historical);
        ck_assert_str_eq(wire->release_end->embargo, "2024-06-20");
        ck_assert_str_eq(wire->release_end->note, "n");
}
END_TEST

/* A batch is one thing, and an end that slipped into events would be judged with them. */
START_TEST(one_thing_at_a_time)
{
        const struct mst_vintage vintage = {.date = "2024-06-15"};
        unsigned char *bytes;
        size_t size;

        ck_assert_int_eq(batch_encode(batch, id, &options, &bytes, &size), MST_EMPTY);
        ck_assert_int_eq(mst_batch_add(batch, &(struct mst_event){.id = "a"}), -EINVAL);
        ck_assert_int_eq(mst_batch_abort_release(batch, &vintage, "wrong file"), 0);
        ck_assert_int_eq(mst_batch_add(batch, &event), MST_MIXED);
        ck_assert_int_eq(mst_batch_nothing_until(batch, "2024-05-31"), MST_MIXED);
        ck_assert_int_eq(mst_batch_end_release(batch, &(struct mst_release_end){0}), MST_MIXED);
        encode();
        ck_assert_str_eq(wire->release_abort->reason, "wrong file");
        ck_assert_uint_eq(wire->n_events, 0);

        mst_batch_unref(batch);
        ck_assert_int_eq(mst_batch_new("rail-north", &batch), 0);
        ck_assert_int_eq(mst_batch_nothing_until(batch, "2024-05-31"), 0);
        ck_assert_int_eq(mst_batch_add(batch, &event), MST_MIXED);
        encode();
        ck_assert_str_eq(wire->nothing_until, "2024-05-31");
}
END_TEST

/* Both sides of the number of events: the daemon would refuse the whole batch. */
START_TEST(the_limit_of_events)
{
        for (unsigned int i = 0; i < MST_BATCH_EVENTS_MAX; i++)
                ck_assert_int_eq(mst_batch_add(batch, &event), 0);
        ck_assert_int_eq(mst_batch_add(batch, &event), MST_TOO_LARGE);
        encode();
        ck_assert_uint_eq(wire->n_events, MST_BATCH_EVENTS_MAX);
}
END_TEST

/* Both sides of the bytes: a larger message would break the connection, over and over. */
START_TEST(the_limit_of_bytes)
{
        char *note = calloc(1, MST_MESSAGE_BYTES_MAX);
        struct mst_event large = event;
        size_t before;

        ck_assert_ptr_nonnull(note);
        memset(note, 'x', 100000);
        large.note = note;
        while (mst_batch_add(batch, &large) == 0)
                ;
        before = mst_batch_bytes(batch);
        ck_assert_uint_eq(mst_batch_events(batch), 10);
        encode();
        ck_assert_uint_eq(wire->n_events, 10);
        ck_assert_int_eq(mst_batch_add(batch, &event), 0); /* a smaller one still fits */
        ck_assert_uint_gt(mst_batch_bytes(batch), before);

        mst_batch_unref(batch);
        ck_assert_int_eq(mst_batch_new("rail-north", &batch), 0);
        memset(note, 'x', MST_MESSAGE_BYTES_MAX - 1);
        ck_assert_int_eq(mst_batch_add(batch, &large), MST_TOO_LARGE);
        ck_assert_uint_eq(mst_batch_bytes(batch), 0);
        free(note);
}
END_TEST

/* Options of an older or newer program are taken as far as they are known; keys go together. */
START_TEST(options_are_checked)
{
        struct mst_options given = MST_OPTIONS_INIT, all;
        static const char key[] = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";

        given.window = 7;
        ck_assert_int_eq(options_complete(&given, &all), 0);
        ck_assert_uint_eq(all.window, 7);
        ck_assert_uint_eq(all.answer_msec, 10000);
        given.size = sizeof(given.size);
        ck_assert_int_eq(options_complete(&given, &all), 0);
        ck_assert_uint_eq(all.window, 32);
        given.size = 0;
        ck_assert_int_eq(options_complete(&given, &all), -EINVAL);
        given.size = sizeof(given);
        given.window = 1025;
        ck_assert_int_eq(options_complete(&given, &all), -EINVAL);
        given.window = 1024;
        ck_assert_int_eq(options_complete(&given, &all), 0);
        given.server_key = key;
        ck_assert_int_eq(options_complete(&given, &all), -EINVAL);
        given.public_key = given.secret_key = key;
        ck_assert_int_eq(options_complete(&given, &all), 0);
        given.secret_key = "short";
        ck_assert_int_eq(options_complete(&given, &all), -EINVAL);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("client_batch");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_checked_fixture(cases, setup, teardown);
        tcase_add_test(cases, head_and_events_are_one_message);
        tcase_add_test(cases, rule_7_the_end_of_a_release);
        tcase_add_test(cases, one_thing_at_a_time);
        tcase_add_test(cases, the_limit_of_events);
        tcase_add_test(cases, the_limit_of_bytes);
        tcase_add_test(cases, options_are_checked);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
