/* tests/unit/publish/test_outbox.c */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/wire.h"
#include "news.h"
#include "publish/outbox.h"

static const struct identity identity = {.journal_id = {1, 2, 3}};
static const uint8_t chain[CHAIN_BYTES] = {9};

static struct outbox *outbox(void)
{
        struct outbox *made;

        ck_assert_int_eq(outbox_new(&identity, &made), 0);
        return made;
}

/* The message of one piece of news, and its sequence on the way. */
static Milestone__V1__Notification *tell(struct outbox *box, const struct news *news)
{
        Milestone__V1__Notification *message;
        struct told_news told;

        ck_assert_int_eq(outbox_tell(box, news, chain, &told), 0);
        message = milestone__v1__notification__unpack(NULL, told.length, told.bytes);
        ck_assert_ptr_nonnull(message);
        ck_assert_uint_eq(message->sequence, told.sequence);
        return message;
}

static void check_before(struct outbox *box, const struct news *news, uint64_t sequence, uint64_t corridor,
                         uint64_t kind, uint64_t source)
{
        Milestone__V1__Notification *message = tell(box, news);

        ck_assert_uint_eq(message->sequence, sequence);
        ck_assert_uint_eq(message->before->all, sequence - 1);
        ck_assert_uint_eq(message->before->corridor, corridor);
        ck_assert_uint_eq(message->before->kind, kind);
        ck_assert_uint_eq(message->before->source, source);
        milestone__v1__notification__free_unpacked(message, NULL);
}

/* rule 37: a subscriber to one corridor, kind or source finds its own gaps by these. */
START_TEST(rule_37_each_names_the_sequence_before_it_on_four_chains)
{
        struct news a = some_news(NEWS_REACHED, TEXT("north"), TEXT("rails"));
        struct news b = some_news(NEWS_REACHED, TEXT("south"), TEXT("port"));
        struct news c = some_news(NEWS_MISSED, TEXT("north"), TEXT("rails"));
        struct news d = some_news(NEWS_DROPPED, TEXT(""), TEXT(""));
        struct outbox *box = outbox();

        d.source = TEXT("customs");
        check_before(box, &a, 1, 0, 0, 0);
        check_before(box, &b, 2, 0, 1, 0);
        check_before(box, &c, 3, 1, 0, 0);
        check_before(box, &d, 4, 0, 0, 0);
        check_before(box, &d, 5, 0, 4, 4);
        check_before(box, &a, 6, 3, 2, 0);
        outbox_free(box);
}
END_TEST

/* What the analyst reads: every field that the core knows is in the message. */
START_TEST(the_message_says_what_the_news_say)
{
        struct news news = some_news(NEWS_REACHED, TEXT("russia-belarus"), TEXT("turnover-35bn"));
        struct outbox *box = outbox();
        Milestone__V1__Notification *message = tell(box, &news);

        ck_assert_uint_eq(message->version, 1);
        ck_assert_uint_eq(message->epoch, 1);
        ck_assert_int_eq(message->kind, MILESTONE__V1__KIND__KIND_REACHED);
        ck_assert_str_eq(message->instance, "2021");
        ck_assert_int_eq(message->value->units, INT64_C(3513267293000));
        ck_assert_uint_eq(message->value->provisional_records, 2);
        ck_assert_uint_eq(message->value->scale, 2);
        ck_assert_str_eq(message->value->unit, "USD");
        ck_assert_ptr_null(message->value_before);
        ck_assert_int_eq(message->target->units, INT64_C(3500000000000));
        ck_assert_str_eq(message->reached->first, "2021-11-01");
        ck_assert_str_eq(message->reached->last, "2021-11-30");
        ck_assert_str_eq(message->reached->period, "2021-11");
        ck_assert_ptr_null(message->reached_before);
        ck_assert_str_eq(message->deadline, "2021-12-31");
        ck_assert_str_eq(message->known->day, "2022-01-14");
        ck_assert_uint_eq(message->known->position, 77);
        ck_assert_str_eq(message->cause->release->source, "fts-ru");
        ck_assert_str_eq(message->cause->release->vintage->date, "2022-01-14");
        ck_assert_uint_eq(message->cause->records_total, 30);
        ck_assert_str_eq(message->cause->records[0]->id, "RU-BY-X-2021-11");
        ck_assert_str_eq(message->text, "turnover-35bn 2021: reached in 2021-11, at 35,132,672,930.00 of "
                                        "35,000,000,000.00 USD");
        milestone__v1__notification__free_unpacked(message, NULL);
        outbox_free(box);
}
END_TEST

/* Whoever planned for the old date reads the new one, and why. A reason too long for the sentence is in the
 * cause alone. */
START_TEST(an_amendment_says_why)
{
        struct news news = some_news(NEWS_RESCHEDULED, TEXT("north"), TEXT("rails"));
        struct outbox *box = outbox();
        Milestone__V1__Notification *message;
        static char longest[480];

        news.unit = TEXT("g");
        news.scale = 0;
        news.value.units = 120500000;
        news.target = 150000000;
        news.step_ppm = 500000;
        news.reason = TEXT("the second berth opens in spring");
        message = tell(box, &news);
        ck_assert_str_eq(message->text, "rails 2021 (step 50 %): rescheduled, to be reached by 2021-12-31, at 120.5 of "
                                        "150 t: the second berth opens in spring");
        ck_assert_str_eq(message->cause->text, "the second berth opens in spring");
        milestone__v1__notification__free_unpacked(message, NULL);

        memset(longest, 'x', sizeof(longest));
        news.reason = (struct text){longest, sizeof(longest)};
        message = tell(box, &news);
        ck_assert_str_eq(message->text, "rails 2021 (step 50 %): rescheduled, to be reached by 2021-12-31, at 120.5 of "
                                        "150 t");
        ck_assert_uint_eq(strlen(message->cause->text), sizeof(longest));
        milestone__v1__notification__free_unpacked(message, NULL);
        outbox_free(box);
}
END_TEST

/* Who waits for an office's figures reads which ones are owed, and by when they were. */
START_TEST(a_silence_names_the_source_and_what_it_owes)
{
        struct news news = some_news(NEWS_SILENT, TEXT(""), TEXT(""));
        struct outbox *box = outbox();
        Milestone__V1__Notification *message;

        news.source = TEXT("customs");
        message = tell(box, &news);
        ck_assert_int_eq(message->kind, MILESTONE__V1__KIND__KIND_SILENT);
        ck_assert_str_eq(message->source, "customs");
        ck_assert_str_eq(message->instance, "2021");
        ck_assert_str_eq(message->deadline, "2021-12-31");
        ck_assert_str_eq(message->text, "customs is silent: 2021 was owed by 2021-12-31");
        milestone__v1__notification__free_unpacked(message, NULL);

        news.kind = NEWS_SPEAKING;
        message = tell(box, &news);
        ck_assert_str_eq(message->text, "customs speaks again: 2021 and all that was owed since is there");
        milestone__v1__notification__free_unpacked(message, NULL);
        outbox_free(box);
}
END_TEST

/* ---- a checkpoint in the middle ---- */

struct rows {
        size_t count;
        struct row rows[32];
        uint8_t memory[32][2][128];
};

static int keep(void *context, const struct row *row)
{
        struct rows *rows = context;
        struct row *kept;
        size_t i = 0;

        while (i < rows->count &&
               (rows->rows[i].table != row->table || rows->rows[i].key_length != row->key_length ||
                memcmp(rows->rows[i].key, row->key, row->key_length) != 0))
                i++;
        ck_assert_uint_lt(i, 32);
        kept = &rows->rows[i];
        if (i == rows->count)
                rows->count++;
        memcpy(rows->memory[i][0], row->key, row->key_length);
        memcpy(rows->memory[i][1], row->value, row->value_length);
        *kept = (struct row){row->table, rows->memory[i][0], row->key_length, rows->memory[i][1],
                             row->value_length};
        return 0;
}

/* What is told after a crash, from the checkpoint on, has the same bytes as what was told before:
 * promise 2. */
START_TEST(a_checkpoint_anywhere_gives_the_same_bytes)
{
        struct news all[4] = {some_news(NEWS_REACHED, TEXT("a"), TEXT("m")),
                              some_news(NEWS_MISSED, TEXT("b"), TEXT("m")),
                              some_news(NEWS_RETRACTED, TEXT("a"), TEXT("m")),
                              some_news(NEWS_REACHED, TEXT("b"), TEXT("m"))};
        uint8_t hash[OUTBOX_HASH_BYTES];
        struct outbox *straight = outbox();
        struct told_news told;

        for (size_t i = 0; i < 4; i++)
                ck_assert_int_eq(outbox_tell(straight, &all[i], chain, &told), 0);
        memcpy(hash, outbox_hash(straight), sizeof(hash));

        for (size_t cut = 0; cut <= 4; cut++) {
                struct rows *rows = calloc(1, sizeof(*rows));
                struct outbox *before = outbox(), *after = outbox();

                for (size_t i = 0; i < cut; i++) {
                        ck_assert_int_eq(outbox_tell(before, &all[i], chain, &told), 0);
                        ck_assert_int_eq(outbox_save(before, keep, rows), 0);
                }
                for (size_t i = 0; i < rows->count; i++)
                        ck_assert_int_eq(outbox_load(after, &rows->rows[i]), 0);
                for (size_t i = cut; i < 4; i++)
                        ck_assert_int_eq(outbox_tell(after, &all[i], chain, &told), 0);
                ck_assert_uint_eq(outbox_sequence(after), 4);
                ck_assert_mem_eq(outbox_hash(after), hash, sizeof(hash));
                outbox_free(before);
                outbox_free(after);
                free(rows);
        }
        outbox_free(straight);
}
END_TEST

/* A row that is cut must not be taken for a state. */
START_TEST(a_damaged_row_is_refused)
{
        struct outbox *box = outbox();
        const uint8_t value[8] = {1};
        struct row row = {ROW_OUTBOX, (const uint8_t *)"last", 4, value, sizeof(value)};

        ck_assert_int_lt(outbox_load(box, &row), 0);
        outbox_free(box);
}
END_TEST

static int count_changed(void *context, enum chain_of of, struct text name, uint64_t sequence)
{
        (void)of;
        (void)name;
        (void)sequence;
        ++*(int *)context;
        return 0;
}

/* A beat names the chains that changed since the last one, and only these. */
START_TEST(a_beat_forgets_what_it_has_named)
{
        struct news news = some_news(NEWS_REACHED, TEXT("a"), TEXT("m"));
        struct outbox *box = outbox();
        struct told_news told;
        int count = 0;

        ck_assert_int_eq(outbox_tell(box, &news, chain, &told), 0);
        ck_assert_int_eq(outbox_changed(box, false, count_changed, &count), 0);
        ck_assert_int_eq(count, 2);
        ck_assert_int_eq(outbox_changed(box, true, count_changed, &count), 0);
        ck_assert_int_eq(count, 4);
        ck_assert_int_eq(outbox_changed(box, true, count_changed, &count), 0);
        ck_assert_int_eq(count, 4);
        outbox_free(box);
}
END_TEST

/* Through a checkpoint: the same outbox as rows, and back. */
static struct outbox *again(struct outbox *box)
{
        struct rows *rows = calloc(1, sizeof(*rows));
        struct outbox *made = outbox();

        ck_assert_int_eq(outbox_save(box, keep, rows), 0);
        for (size_t i = 0; i < rows->count; i++)
                ck_assert_int_eq(outbox_load(made, &rows->rows[i]), 0);
        free(rows);
        outbox_free(box);
        return made;
}

/* rule 34: what is told after a restore names the new epoch, and of what an earlier epoch told only that
 * stands which the backup had; so too after a checkpoint. */
START_TEST(rule_34_an_epoch_says_what_stands)
{
        struct news news = some_news(NEWS_REACHED, TEXT("a"), TEXT("m"));
        struct outbox *box = outbox();
        Milestone__V1__Notification *message = tell(box, &news);

        ck_assert_uint_eq(message->epoch, 1);
        milestone__v1__notification__free_unpacked(message, NULL);
        ck_assert_uint_eq(outbox_stands(box, 1), 1);
        ck_assert_int_eq(outbox_begin_epoch(box, 2), 0);
        ck_assert_int_eq(outbox_begin_epoch(box, 2), -EBADMSG);
        message = tell(box, &news);
        ck_assert_uint_eq(message->epoch, 2);
        milestone__v1__notification__free_unpacked(message, NULL);
        ck_assert_int_eq(outbox_begin_epoch(box, 300), 0);
        for (int i = 0; i < 2; i++) {
                ck_assert_uint_eq(outbox_epoch(box), 300);
                ck_assert_uint_eq(outbox_stands(box, 1), 1);
                ck_assert_uint_eq(outbox_stands(box, 2), 2);
                ck_assert_uint_eq(outbox_stands(box, 300), 2);
                ck_assert_uint_eq(outbox_stands(box, 3), 0);
                ck_assert_uint_eq(outbox_stands(box, 0), 0);
                if (i == 0)
                        box = again(box);
        }
        outbox_free(box);
}
END_TEST

int main(void)
{
        Suite *suite = suite_create("outbox");
        TCase *cases = tcase_create("all");
        SRunner *runner = srunner_create(suite);
        int failed;

        suite_add_tcase(suite, cases);
        tcase_add_test(cases, rule_37_each_names_the_sequence_before_it_on_four_chains);
        tcase_add_test(cases, the_message_says_what_the_news_say);
        tcase_add_test(cases, an_amendment_says_why);
        tcase_add_test(cases, a_silence_names_the_source_and_what_it_owes);
        tcase_add_test(cases, a_checkpoint_anywhere_gives_the_same_bytes);
        tcase_add_test(cases, a_damaged_row_is_refused);
        tcase_add_test(cases, a_beat_forgets_what_it_has_named);
        tcase_add_test(cases, rule_34_an_epoch_says_what_stands);

        srunner_run_all(runner, CK_NORMAL);
        failed = srunner_ntests_failed(runner);
        srunner_free(runner);
        return failed == 0 ? 0 : 1;
}
