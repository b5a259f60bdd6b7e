/* tests/unit/decode/test_batch.c: messages as a whole: whose they are, releases, what is no
 * message at all, and the body of a journal's entry. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/civil.h"
#include "sender.h"

#define SAY(text) ((char *)(uintptr_t)(text))

static struct sender s;

static void setup(void)
{
        sender_init(&s);
}

static void teardown(void)
{
        sender_done(&s);
}

/* A publisher must be able to tell which of its messages a refusal answers. */
START_TEST(a_refusal_carries_request_id_and_source)
{
        s.batch.version = 2;
        s.batch.dry_run = true;
        sender_refused_whole(&s, REASON_VERSION, "version", "2 is not spoken here, 1 is");
        ck_assert(text_equal(s.refusal->request_id, TEXT("req1")));
        ck_assert(text_equal(s.refusal->source, TEXT("registry")));
        ck_assert(s.refusal->dry_run);
}
END_TEST

START_TEST(sources_are_those_of_the_configuration)
{
        s.batch.source = SAY("regestry");
        sender_refused_whole(&s, REASON_SOURCE, "source", "\"regestry\"; did you mean registry?");
        s.batch.source = SAY("");
        sender_refused_whole(&s, REASON_MISSING, "source", "required");
        s.batch.source = SAY("a\nb");
        sender_refused_whole(&s, REASON_SOURCE, "source", "a\\x0ab");
        ck_assert(text_equal(s.refusal->source, TEXT("a\\x0ab")));
}
END_TEST

/* The head of a message is bounded like everything else. */
START_TEST(the_head_is_checked)
{
        static uint8_t id[REQUEST_ID_BYTES_MAX + 1];
        char *long_word = calloc(1, WORD_BYTES_MAX + 2);

        s.batch.request_id = (ProtobufCBinaryData){REQUEST_ID_BYTES_MAX, id};
        sender_accepted(&s);
        ck_assert_uint_eq(s.got->request_id.length, REQUEST_ID_BYTES_MAX);
        s.batch.request_id.len++;
        sender_refused_whole(&s, REASON_TEXT, "request_id", "33 bytes");
        s.batch.request_id.len = 0;

        ck_assert_ptr_nonnull(long_word);
        memset(long_word, 'w', WORD_BYTES_MAX);
        s.batch.sender = &s.software;
        s.software.software = long_word;
        sender_accepted(&s);
        long_word[WORD_BYTES_MAX] = 'w';
        sender_refused_whole(&s, REASON_TEXT, "sender.software", "at most 64");
        free(long_word);
}
END_TEST

START_TEST(a_batch_is_one_thing)
{
        s.batch.n_events = 0;
        sender_refused_whole(&s, REASON_MISSING, "events", "empty");
        s.batch.nothing_until = SAY("2024-06-17");
        sender_accepted(&s);
        ck_assert_int_eq(s.got->kind, BATCH_EVENTS);
        ck_assert_uint_eq(s.got->events_count, 0);
        ck_assert_int_eq(s.got->nothing_until_day, civil_from_ymd(2024, 6, 17));
        s.batch.nothing_until = SAY("2024-06-18");
        sender_refused_whole(&s, REASON_HORIZON, "nothing_until", "after 2024-06-17");
        s.batch.nothing_until = SAY("");

        sender_says_end(&s);
        s.batch.n_events = 1;
        sender_refused_whole(&s, REASON_RELEASE, "release_end", "either events or the end or the abort");
}
END_TEST

/* Ten thousand events are taken, one more is not, however small they are. */
START_TEST(events_are_counted_before_any_is_built)
{
        Milestone__V1__Event **many = calloc(BATCH_EVENTS_MAX + 1, sizeof(*many)), empty;

        ck_assert_ptr_nonnull(many);
        milestone__v1__event__init(&empty);
        for (size_t i = 0; i <= BATCH_EVENTS_MAX; i++)
                many[i] = &empty;
        s.batch.events = many;
        s.batch.n_events = BATCH_EVENTS_MAX;
        sender_send(&s);
        ck_assert_int_eq(s.r, 0);
        ck_assert_uint_eq(s.got->refused_count, BATCH_EVENTS_MAX);
        s.batch.n_events++;
        sender_refused_whole(&s, REASON_TOO_LARGE, "events", "10001, at most 10000");
        free(many);
}
END_TEST

START_TEST(a_message_has_a_largest_size)
{
        size_t length = MESSAGE_BYTES_MAX + 1;
        uint8_t *bytes = calloc(1, length);

        ck_assert_ptr_nonnull(bytes);
        sender_decode_bytes(&s, bytes, length);
        ck_assert_int_eq(s.r, DECODE_REFUSED);
        ck_assert_int_eq(s.refusal->refusal.reason, REASON_TOO_LARGE);
        sender_decode_bytes(&s, bytes, length - 1); /* of zeros: not too large, but no message */
        ck_assert_int_eq(s.refusal->refusal.reason, REASON_UNREADABLE);
        free(bytes);
}
END_TEST

/* Rules 3 and 7: what has no number could not be told from what came before it. */
START_TEST(rule_7_a_batch_outside_a_release_is_refused)
{
        sender_says_release_batch(&s);
        sender_accepted(&s);
        ck_assert(s.got->in_release);
        ck_assert_uint_eq(s.got->release_batch, 1);
        s.batch.release_batch = 0;
        sender_refused_whole(&s, REASON_RELEASE, "release_batch", "required from 1");
        s.batch.release_batch = RELEASE_BATCHES_MAX;
        sender_accepted(&s);
        s.batch.release_batch++;
        sender_refused_whole(&s, REASON_LIMIT, "release_batch", "above 100000");
        s.batch.release_batch = 1;
        s.batch.vintage = NULL;
        sender_refused_whole(&s, REASON_RELEASE, "vintage", "in none");
        s.batch.vintage = &s.vintage;
        s.vintage.date = SAY("");
        sender_refused_whole(&s, REASON_MISSING, "vintage.date", "required");
        s.vintage.date = SAY("2024-06-18");
        sender_refused_whole(&s, REASON_HORIZON, "vintage.date", "2024-06-17");
        s.vintage.date = SAY("2024-06-10");

        s.batch.source = SAY("registry");
        sender_refused_whole(&s, REASON_RELEASE, "vintage", "registry does not publish by release");
        s.batch.vintage = NULL;
        s.batch.release_batch = 0;
        s.batch.source = SAY("desk");
        s.event.revision = 0;
        sender_refused_whole(&s, REASON_NUMBER, "number", "required from 1");
        s.batch.number = 1;
        sender_accepted(&s);
}
END_TEST

START_TEST(the_end_of_a_release_is_read)
{
        char *periods[] = {SAY("2024-04"), SAY("2023-01..2023-12")};
        const struct release_end *end;

        sender_says_end(&s);
        s.end.n_periods = 2;
        s.end.periods = periods;
        s.end.complete = s.end.replaces = true;
        s.end.embargo = SAY("2024-07-01");
        s.control.sum = SAY("-170141183460469231731687303715884105728");
        sender_accepted(&s);
        end = &s.got->end;
        ck_assert_int_eq(s.got->kind, BATCH_RELEASE_END);
        ck_assert_int_eq(s.got->vintage_day, civil_from_ymd(2024, 6, 10));
        ck_assert_uint_eq(end->batches, 2);
        ck_assert_uint_eq(end->events, 1001);
        ck_assert_uint_eq(end->periods_count, 2);
        ck_assert_int_eq(end->periods[0].last_day, civil_from_ymd(2024, 4, 30));
        ck_assert_int_eq(end->periods[1].first_day, civil_from_ymd(2023, 1, 1));
        ck_assert_int_eq(end->periods[1].last_day, civil_from_ymd(2023, 12, 31));
        ck_assert_uint_eq(end->controls_count, 1);
        ck_assert_int_eq(end->controls[0].of, CONTROL_VALUE);
        ck_assert(end->controls[0].sum == WIDE_MIN);
        ck_assert(end->complete && end->replaces && !end->historical);
        ck_assert_int_eq(end->embargo_day, civil_from_ymd(2024, 7, 1));

        s.batch.release_end = NULL;
        s.batch.release_abort = &s.abort;
        s.abort.reason = SAY("wrong file");
        sender_accepted(&s);
        ck_assert_int_eq(s.got->kind, BATCH_RELEASE_ABORT);
        ck_assert(text_equal(s.got->abort_reason, TEXT("wrong file")));
}
END_TEST

START_TEST(an_end_that_says_nonsense_is_refused)
{
        static char *many[RELEASE_PERIODS_MAX + 1];
        Milestone__V1__ControlTotal *controls[RELEASE_CONTROLS_MAX + 1];

        sender_says_end(&s);
        s.end.periods[0] = SAY("2024-04..2024-03");
        sender_refused_whole(&s, REASON_PERIOD, "release_end.periods", "neither a period nor a range");
        s.end.periods[0] = SAY("2024-01..2024-Q2");
        sender_refused_whole(&s, REASON_PERIOD, "release_end.periods", "neither");
        s.end.periods[0] = SAY("1899");
        sender_refused_whole(&s, REASON_HORIZON, "release_end.periods", "not within");
        s.end.periods[0] = SAY("2024-04");
        s.end.n_periods = 0;
        sender_refused_whole(&s, REASON_MISSING, "release_end.periods", "required");
        s.end.n_periods = 1;
        s.control.sum = SAY("170141183460469231731687303715884105728");
        sender_refused_whole(&s, REASON_RANGE, "release_end.control.sum", "128 bits");
        s.control.sum = SAY("12.5");
        sender_refused_whole(&s, REASON_RANGE, "release_end.control.sum", "no whole number");
        s.control.sum = SAY("1");
        s.control.currency = SAY("");
        sender_refused_whole(&s, REASON_MISSING, "release_end.control.currency", "required");
        s.control.currency = SAY("USD");
        s.end.vintage = NULL;
        sender_refused_whole(&s, REASON_MISSING, "release_end.vintage", "required");
        s.end.vintage = &s.vintage;
        s.end.batches = RELEASE_BATCHES_MAX + 1;
        sender_refused_whole(&s, REASON_LIMIT, "release_end.batches", "above 100000");
        s.end.batches = 0;
        sender_refused_whole(&s, REASON_RELEASE, "release_end.batches", "there are to be events");
        s.end.batches = RELEASE_BATCHES_MAX;
        s.end.events = RELEASE_EVENTS_MAX;
        sender_accepted(&s);
        s.end.events++;
        sender_refused_whole(&s, REASON_LIMIT, "release_end.events", "above 10000000");
        s.end.events = 1;

        for (size_t i = 0; i <= RELEASE_PERIODS_MAX; i++)
                many[i] = SAY("2024-04");
        s.end.periods = many;
        s.end.n_periods = RELEASE_PERIODS_MAX;
        sender_accepted(&s);
        s.end.n_periods++;
        sender_refused_whole(&s, REASON_LIMIT, "release_end.periods", "1201, at most 1200");
        s.end.n_periods = 1;
        for (size_t i = 0; i <= RELEASE_CONTROLS_MAX; i++)
                controls[i] = &s.control;
        s.end.control = controls;
        s.end.n_control = RELEASE_CONTROLS_MAX;
        sender_accepted(&s);
        s.end.n_control++;
        sender_refused_whole(&s, REASON_LIMIT, "release_end.control", "257, at most 256");
}
END_TEST

/* A few thousand unknown codes in one message must not stop the daemon: the search for what is
 * near ends, the refusals do not. */
START_TEST(the_search_for_the_nearest_is_bounded)
{
        Milestone__V1__Event *same[100];

        for (size_t i = 0; i < 100; i++)
                same[i] = &s.event;
        s.trade.currency = SAY("UDS");
        s.batch.events = same;
        s.batch.n_events = 100;
        sender_send(&s);
        ck_assert_uint_eq(s.got->refused_count, 100);
        ck_assert_ptr_nonnull(memmem(s.got->events[0].refusal.message.data,
                                     s.got->events[0].refusal.message.length, "USD", 3));
        ck_assert_ptr_null(memmem(s.got->events[99].refusal.message.data,
                                  s.got->events[99].refusal.message.length, "USD", 3));
}
END_TEST

/* Cut off anywhere, a message is refused or, at the border of a field, is a smaller message;
 * it is never read beyond its end (the sanitizer sees to that), and says where it breaks. */
START_TEST(a_message_cut_off_anywhere)
{
        size_t refused = 0, whole;

        s.batch.sender = &s.software;
        s.software.version = SAY("1.2");
        sender_pack(&s);
        whole = s.length;
        for (s.length = 0; s.length < whole; s.length++) {
                sender_decode(&s);
                ck_assert_int_ge(s.r, 0);
                if (s.r == DECODE_REFUSED) {
                        refused++;
                        ck_assert_uint_gt(s.refusal->refusal.message.length, 0);
                }
        }
        ck_assert_uint_gt(refused, whole - 3); /* all but the cut before the last field */
}
END_TEST

/* The body of an entry read again is the same batch, refused events included. */
static void same_text(struct text a, struct text b)
{
        ck_assert(text_equal(a, b));
}

static void same_event(const struct batch_event *a, const struct batch_event *b)
{
        struct wire_out one = {0}, other = {0};

        same_text(a->event.source, b->event.source);
        same_text(a->event.id, b->event.id);
        ck_assert_uint_eq(a->event.number, b->event.number);
        ck_assert_int_eq(a->event.kind, b->event.kind);
        ck_assert_int_eq(a->refusal.reason, b->refusal.reason);
        same_text(a->refusal.field, b->refusal.field);
        same_text(a->refusal.message, b->refusal.message);
        ck_assert_mem_eq(a->content, b->content, CONTENT_HASH_BYTES);
        if (a->event.kind == EVENT_NONE)
                return;
        event_write(&one, &a->event);
        event_write(&other, &b->event);
        ck_assert_uint_eq(one.length, other.length);
        ck_assert_mem_eq(one.data, other.data, one.length);
        wire_out_done(&one);
        wire_out_done(&other);
}

static void same_batch(const struct batch *a, const struct batch *b)
{
        ck_assert_int_eq(a->kind, b->kind);
        ck_assert_int_eq(a->dry_run, b->dry_run);
        same_text(a->request_id, b->request_id);
        same_text(a->source, b->source);
        same_text(a->sender_software, b->sender_software);
        same_text(a->peer, b->peer);
        ck_assert_int_eq(a->received_usec, b->received_usec);
        ck_assert_int_eq(a->received_day, b->received_day);
        ck_assert_uint_eq(a->number, b->number);
        ck_assert_int_eq(a->in_release, b->in_release);
        ck_assert_int_eq(a->vintage_day, b->vintage_day);
        ck_assert_uint_eq(a->release_batch, b->release_batch);
        ck_assert_int_eq(a->nothing_until_day, b->nothing_until_day);
        ck_assert_uint_eq(a->refused_count, b->refused_count);
        ck_assert_uint_eq(a->events_count, b->events_count);
        for (size_t i = 0; i < a->events_count; i++)
                same_event(&a->events[i], &b->events[i]);
        ck_assert_uint_eq(a->scales_count, b->scales_count);
        if (a->scales_count)
                ck_assert_mem_eq(a->scales, b->scales, a->scales_count * sizeof(*a->scales));
        ck_assert_uint_eq(a->end.periods_count, b->end.periods_count);
        ck_assert_uint_eq(a->end.controls_count, b->end.controls_count);
        ck_assert_int_eq(a->end.embargo_day, b->end.embargo_day);
}

static void body_returns(void)
{
        struct batch *again = NULL;
        struct wire_out body = {0}, twice = {0};

        ck_assert_int_eq(decode_write_body(s.got, &body), 0);
        ck_assert_uint_le(body.length, DECODE_BODY_BYTES_MAX);
        ck_assert_int_eq(decode_read_body(s.decoder, body.data, body.length, &again), 0);
        same_batch(s.got, again);
        ck_assert_int_eq(decode_write_body(again, &twice), 0);
        ck_assert_uint_eq(body.length, twice.length);
        ck_assert_mem_eq(body.data, twice.data, body.length);
        batch_free(again);

        for (size_t length = 0; length < body.length; length++) {
                uint8_t *cut = malloc(length ? length : 1);

                ck_assert_ptr_nonnull(cut);
                memcpy(cut, body.data, length);
                ck_assert_int_eq(decode_read_body(s.decoder, cut, length, &again), -EBADMSG);
                free(cut);
        }
        wire_out_done(&body);
        wire_out_done(&twice);
}

/* A wrong text of every kind among good events: what is replayed is what was judged. */
START_TEST(rule_30_a_body_read_again_is_the_same_batch)
{
        Milestone__V1__Event events[6], *all[6];
        Milestone__V1__Trade odd = s.trade, late = s.trade;

        for (size_t i = 0; i < 6; i++) {
                events[i] = s.event;
                all[i] = &events[i];
        }
        events[1].period = SAY("2999-01-01");
        odd.currency = SAY("QQQ");
        odd.procedure = SAY("\xff");
        odd.flow = 44;
        events[2].trade = &odd;
        events[3].what_case = MILESTONE__V1__EVENT__WHAT__NOT_SET;
        late.partner = SAY("ZZ");
        late.value = NULL;
        events[5].trade = &late;
        events[5].id = SAY("a\tb");
        s.batch.events = all;
        s.batch.n_events = 6;
        s.batch.sender = &s.software;
        s.software.software = SAY("peer");
        sender_send(&s);
        ck_assert_int_eq(s.r, 0);
        ck_assert_uint_eq(s.got->refused_count, 4);
        body_returns();

        s.batch.n_events = 1;
        sender_says_release_batch(&s);
        sender_send(&s);
        body_returns();
        sender_says_end(&s);
        s.batch.release_batch = 0;
        sender_accepted(&s);
        body_returns();
        s.batch.release_end = NULL;
        s.batch.release_abort = &s.abort;
        sender_accepted(&s);
        body_returns();
}
END_TEST

/* Verdicts stand: an event that was accepted stays so when its verdict is read beside bytes
 * that would be refused today, and the other way round. */
START_TEST(rule_30_verdicts_are_never_judged_again)
{
        struct wire_out body = {0};
        struct batch *again = NULL;
        uint8_t *at;

        sender_accepted(&s);
        ck_assert_int_eq(decode_write_body(s.got, &body), 0);
        at = memmem(body.data, body.length, "RU", 2); /* the partner becomes a country that is none */
        ck_assert_ptr_nonnull(at);
        at[0] = at[1] = 'Q';
        ck_assert_int_eq(at[2], 0x20); /* and the flow, which is required, is not stated */
        at[3] = 0;
        at = memmem(body.data, body.length, "registry", 8); /* a source that no plan knows */
        ck_assert_ptr_nonnull(at);
        at[0] = 'x';
        at = memmem(body.data, body.length, "2024-05-31", 10); /* beyond every horizon */
        ck_assert_ptr_nonnull(at);
        memcpy(at, "17", 2);
        ck_assert_int_eq(decode_read_body(s.decoder, body.data, body.length, &again), 0);
        ck_assert_uint_eq(again->refused_count, 0);
        ck_assert_str_eq(again->events[0].event.trade.partner.code, "QQ");
        ck_assert(text_equal(again->source, TEXT("xegistry")));
        ck_assert_int_eq(again->events[0].event.period.last, civil_from_ymd(1724, 5, 31));
        batch_free(again);
        wire_out_clear(&body);

        s.trade.partner = SAY("QQ");
        sender_refused(&s, REASON_CODE, "trade.partner", NULL);
        ck_assert_int_eq(decode_write_body(s.got, &body), 0);
        at = memmem(body.data, body.length, "QQ", 2); /* in the message, which comes first */
        memcpy(at, "RU", 2);
        ck_assert_int_eq(decode_read_body(s.decoder, body.data, body.length, &again), 0);
        ck_assert_uint_eq(again->refused_count, 1);
        ck_assert_str_eq(again->events[0].event.trade.partner.code, "RU");
        batch_free(again);
        wire_out_done(&body);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("decode/batch");
        TCase *tests = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        tcase_add_checked_fixture(tests, setup, teardown);
        tcase_add_test(tests, a_refusal_carries_request_id_and_source);
        tcase_add_test(tests, sources_are_those_of_the_configuration);
        tcase_add_test(tests, the_head_is_checked);
        tcase_add_test(tests, a_batch_is_one_thing);
        tcase_add_test(tests, events_are_counted_before_any_is_built);
        tcase_add_test(tests, a_message_has_a_largest_size);
        tcase_add_test(tests, rule_7_a_batch_outside_a_release_is_refused);
        tcase_add_test(tests, the_end_of_a_release_is_read);
        tcase_add_test(tests, an_end_that_says_nonsense_is_refused);
        tcase_add_test(tests, the_search_for_the_nearest_is_bounded);
        tcase_add_test(tests, a_message_cut_off_anywhere);
        tcase_add_test(tests, rule_30_a_body_read_again_is_the_same_batch);
        tcase_add_test(tests, rule_30_verdicts_are_never_judged_again);
        suite_add_tcase(suite, tests);
        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
