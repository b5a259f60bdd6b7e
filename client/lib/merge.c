/* client/lib/merge.c: see merge.h. */
#include "merge.h"

#include <assert.h>
#include <errno.h>

void merge_init(struct merge *merge, const struct filter *filter, size_t held_max)
{
        *merge = (struct merge){.filter = filter, .held_max = held_max};
        news_queue_init(&merge->ready);
}

static struct news_box *held_pop(struct merge *merge)
{
        struct news_box *box = merge->held;

        merge->held = box->next;
        merge->held_count--;
        box->next = NULL;
        return box;
}

static void held_drop(struct merge *merge)
{
        while (merge->held)
                news_box_free(held_pop(merge));
}

void merge_done(struct merge *merge)
{
        held_drop(merge);
        news_queue_done(&merge->ready);
}

void merge_begin(struct merge *merge, const struct cursor *cursor)
{
        merge->seen = *cursor;
        merge->begun = true;
        merge->wanted = true;
}

static void emit(struct merge *merge, struct news_box *box)
{
        assert(box->news.sequence > merge->seen.sequence);

        cursor_advance(&merge->seen, box->news.sequence);
        box->cursor = merge->seen;
        news_queue_push(&merge->ready, box);
}

/* Does nothing of ours lie between what was seen and this one? */
static bool proven(const struct merge *merge, const struct news_box *box)
{
        uint64_t before;

        return box->news.sequence == merge->seen.sequence + 1 ||
               (filter_before(merge->filter, box->wire, &before) && before <= merge->seen.sequence);
}

/* What is held and follows now. */
static void drain(struct merge *merge)
{
        while (merge->held) {
                if (merge->held->news.sequence <= merge->seen.sequence) {
                        merge->repeats++;
                        news_box_free(held_pop(merge));
                } else if (proven(merge, merge->held)) {
                        emit(merge, held_pop(merge));
                } else {
                        break;
                }
        }
        if (merge->held)
                merge->wanted = true;
}

/* In its place; beyond held_max the last ones go, since the desk has them too. */
static void hold(struct merge *merge, struct news_box *box)
{
        struct news_box **at = &merge->held;

        while (*at && (*at)->news.sequence < box->news.sequence)
                at = &(*at)->next;
        if (*at && (*at)->news.sequence == box->news.sequence) {
                merge->repeats++;
                news_box_free(box);
                return;
        }
        if (merge->held_count >= merge->held_max && !*at) {
                news_box_free(box);
                return;
        }
        box->next = *at;
        *at = box;
        merge->held_count++;
        if (merge->held_count > merge->held_max) {
                while ((*at)->next)
                        at = &(*at)->next;
                news_box_free(*at);
                *at = NULL;
                merge->held_count--;
        }
}

void merge_live(struct merge *merge, struct news_box *box)
{
        if (!merge->begun) {
                news_box_free(box); /* the desk has it, and will be asked */
        } else if (!cursor_fits(&merge->seen, box->wire->journal_id, box->wire->epoch)) {
                merge->wanted = true; /* the desk will say what became of our journal */
                news_box_free(box);
        } else if (box->news.sequence <= merge->seen.sequence) {
                merge->repeats++;
                news_box_free(box);
        } else if (proven(merge, box)) {
                emit(merge, box);
                drain(merge);
        } else {
                hold(merge, box);
                merge->wanted = true;
        }
}

void merge_beat(struct merge *merge, const Milestone__V1__Beat *beat)
{
        uint64_t last;

        merge->beaten = true;
        merge->beat_sequence = beat->sequence;
        if (!merge->begun)
                return;
        if (!cursor_fits(&merge->seen, beat->journal_id, beat->epoch)) {
                merge->wanted = true;
                return;
        }
        if (beat->sequence > merge->seen.sequence) {
                if (!filter_last(merge->filter, beat, &last) || last > merge->seen.sequence) {
                        merge->wanted = true;
                        return;
                }
                cursor_advance(&merge->seen, beat->sequence);
                drain(merge);
        }
        if (beat->sequence == merge->seen.sequence)
                cursor_set_hash(&merge->seen, beat->outbox_hash);
}

/* ---- pages ---- */

static int take_gone(struct merge *merge, const Milestone__V1__Answer *answer)
{
        uint64_t oldest = answer->replay->oldest;
        bool asked_for_oldest = merge->seen.sequence == 0 && merge->seen.journal_id_size == 0;
        struct cursor cursor = merge->seen;
        struct news_box *box;
        int r;

        if (oldest <= cursor.sequence + 1)
                return MST_NONE; /* contradicts itself */
        cursor_set_journal(&cursor, answer->journal_id, answer->epoch);
        cursor_advance(&cursor, oldest - 1);
        if (!asked_for_oldest) {
                r = news_mark(MST_NEWS_GONE, oldest, &cursor, &box);
                if (r < 0)
                        return r;
                news_queue_push(&merge->ready, box);
        }
        merge->seen = cursor;
        drain(merge);
        merge->wanted = true;
        return 0;
}

static int take_diverged(struct merge *merge, const Milestone__V1__Answer *answer)
{
        struct cursor cursor = {.sequence = answer->replay->diverged_after};
        struct news_box *box;
        int r;

        if (cursor_fits(&merge->seen, answer->journal_id, answer->epoch) &&
            merge->seen.sequence <= cursor.sequence && !merge->seen.hash_size)
                return MST_NONE; /* contradicts itself */
        cursor_set_journal(&cursor, answer->journal_id, answer->epoch);
        r = news_mark(MST_NEWS_RESYNC, cursor.sequence, &cursor, &box);
        if (r < 0)
                return r;
        news_queue_push(&merge->ready, box);
        held_drop(merge);
        merge->seen = cursor;
        merge->beaten = false; /* that was of the other one */
        merge->wanted = true;
        return 0;
}

/* Whether it was held, in which case it is no more. */
static bool held_remove(struct merge *merge, uint64_t sequence)
{
        for (struct news_box **at = &merge->held; *at && (*at)->news.sequence <= sequence; at = &(*at)->next)
                if ((*at)->news.sequence == sequence) {
                        struct news_box *box = *at;

                        *at = box->next;
                        merge->held_count--;
                        news_box_free(box);
                        return true;
                }
        return false;
}

static int take_notifications(struct merge *merge, const Milestone__V1__ReplayAnswer *page)
{
        uint64_t lost = 0;
        int r = 0;

        for (size_t i = 0; r >= 0 && i < page->n_notifications; i++) {
                struct news_box *box;

                r = news_notification(page->notifications[i].data, page->notifications[i].len, &box);
                if (r == MST_PROTOCOL)
                        merge->unreadable++;
                if (r != 0)
                        continue;
                if (box->news.sequence <= merge->seen.sequence) {
                        merge->repeats++;
                        news_box_free(box);
                        continue;
                }
                if (!held_remove(merge, box->news.sequence))
                        lost++;
                emit(merge, box);
        }
        if (lost && merge->complete) {
                merge->gaps++;
                merge->recovered += lost;
        }
        return r < 0 ? r : 0;
}

int merge_page(struct merge *merge, const Milestone__V1__Answer *answer)
{
        const Milestone__V1__ReplayAnswer *page = answer->replay;
        uint64_t before = merge->seen.sequence;
        int r;

        if (page->diverged)
                return take_diverged(merge, answer);
        if (page->gone)
                return take_gone(merge, answer);
        cursor_set_journal(&merge->seen, answer->journal_id, answer->epoch);
        r = take_notifications(merge, page);
        if (r < 0)
                return r;
        if (page->up_to > merge->seen.sequence)
                cursor_advance(&merge->seen, page->up_to);
        if (page->cursor && page->cursor->sequence == merge->seen.sequence)
                cursor_set_hash(&merge->seen, page->cursor->outbox_hash);

        merge->wanted = !page->end;
        if (page->end)
                merge->complete = true;
        drain(merge);
        if (merge->beaten && merge->beat_sequence > merge->seen.sequence)
                merge->wanted = true;
        return merge->seen.sequence > before ? 0 : MST_NONE;
}
