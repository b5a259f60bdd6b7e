/* client/lib/subscriber_desk.c: what a subscriber asks the desk, one question at a time, and what it does
 * with the answers. */
#include <assert.h>
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "subscriber.h"

/* ---- answers ---- */

static int take_snapshot_rows(struct mst_subscriber *subscriber, struct arena *arena,
                              const Milestone__V1__SnapshotAnswer *page, bool milestones)
{
        struct news_box *box;
        int r = 0;

        for (size_t i = 0; r == 0 && milestones && i < page->n_milestones; i++) {
                r = news_milestone(arena, page->milestones[i], &box);
                if (r == 0)
                        news_queue_push(&subscriber->merge.ready, box);
        }
        for (size_t i = 0; r == 0 && i < page->n_measures; i++) {
                r = news_measure(arena, page->measures[i], &box);
                if (r == 0)
                        r = subscriber_measure(subscriber, box);
        }
        return r;
}

/* Measures of the snapshot come before its end. */
static int present_end(struct mst_subscriber *subscriber)
{
        struct news_box *box;
        int r;

        while ((box = measures_pop(&subscriber->measures)))
                news_queue_push(&subscriber->merge.ready, box);
        r = news_mark(MST_NEWS_PRESENT, subscriber->present.sequence, &subscriber->present, &box);
        if (r < 0)
                return r;
        news_queue_push(&subscriber->merge.ready, box);
        subscriber_follow(subscriber, &subscriber->present);
        subscriber->measures_wanted = false;
        return 0;
}

static int next_page(struct mst_subscriber *subscriber, const char *next)
{
        char *copy = strdup(next);

        if (!copy)
                return -ENOMEM;
        free(subscriber->next);
        subscriber->next = copy;
        return 0;
}

static int take_snapshot(struct mst_subscriber *subscriber, struct arena *arena,
                         const Milestone__V1__Answer *answer, bool opening)
{
        const Milestone__V1__SnapshotAnswer *page = answer->snapshot;
        bool last = !*page->next;
        int r;

        if (opening && !subscriber->present_known) {
                if (page->cursor)
                        cursor_from_wire(page->cursor, &subscriber->present);
                cursor_set_journal(&subscriber->present, answer->journal_id, answer->epoch);
                subscriber->present_known = true;
        }
        if (!subscriber->next || !*subscriber->next)
                subscriber->measures_position = answer->position; /* of the first page */
        r = take_snapshot_rows(subscriber, arena, page, opening);
        if (r == 0)
                r = next_page(subscriber, page->next);
        if (r < 0)
                return r;
        if (last && opening)
                return present_end(subscriber);
        if (last)
                subscriber->measures_wanted = false;
        return 0;
}

static int take_status(struct mst_subscriber *subscriber, const Milestone__V1__Answer *answer)
{
        struct cursor cursor = {.sequence = answer->status->sequence};

        cursor_set_journal(&cursor, answer->journal_id, answer->epoch);
        cursor_set_hash(&cursor, answer->status->outbox_hash);
        subscriber_follow(subscriber, &cursor);
        subscriber->measures_wanted = false;
        subscriber->measures_position = answer->position;
        return 0;
}

static int take_replay(struct mst_subscriber *subscriber, const Milestone__V1__Answer *answer)
{
        struct cursor before = subscriber->merge.seen;
        int r = merge_page(&subscriber->merge, answer);

        if (!cursor_fits(&before, answer->journal_id, answer->epoch) && before.journal_id_size) {
                measures_forget(&subscriber->measures);
                subscriber->measures_position = 0;
                subscriber->measures_wanted = subscriber->filter.measures_count > 0;
        }
        return r;
}

/* Asked again, but not at once. */
static void pause_asking(struct mst_subscriber *subscriber)
{
        subscriber->ask_after_usec = bell_now_usec() + subscriber->pause_usec;
        subscriber->pause_usec *= 2;
        if (subscriber->pause_usec > SUBSCRIBER_PAUSE_LONGEST_USEC)
                subscriber->pause_usec = SUBSCRIBER_PAUSE_LONGEST_USEC;
}

static void take_failure(struct mst_subscriber *subscriber, const Milestone__V1__Failure *failure)
{
        subscriber->refused = (enum mst_failure_why)failure->why;
        if (!subscriber->refused)
                subscriber->refused = MST_FAILURE_INVALID;
        (void)snprintf(subscriber->refused_message, sizeof(subscriber->refused_message), "%s",
                       failure->message);
        /* The page that it would not give may be of a snapshot that is no more: from its start. */
        free(subscriber->next);
        subscriber->next = NULL;
        pause_asking(subscriber);
}

static int take_answer(struct mst_subscriber *subscriber, struct arena *arena,
                       const Milestone__V1__Answer *answer, enum purpose purpose)
{
        static const Milestone__V1__Answer__TellCase expected[] = {
                [ASKED_SNAPSHOT] = MILESTONE__V1__ANSWER__TELL_SNAPSHOT,
                [ASKED_STATUS] = MILESTONE__V1__ANSWER__TELL_STATUS,
                [ASKED_REPLAY] = MILESTONE__V1__ANSWER__TELL_REPLAY,
                [ASKED_MEASURES] = MILESTONE__V1__ANSWER__TELL_SNAPSHOT,
        };
        int r;

        if (answer->tell_case == MILESTONE__V1__ANSWER__TELL_FAILURE) {
                take_failure(subscriber, answer->failure);
                return 0;
        }
        if (answer->version != MST_PROTOCOL_VERSION || answer->tell_case != expected[purpose]) {
                subscriber->unreadable++;
                pause_asking(subscriber);
                return 0;
        }
        subscriber->refused = MST_FAILURE_UNSPECIFIED;
        subscriber->refused_message[0] = '\0';
        if (purpose == ASKED_REPLAY)
                r = take_replay(subscriber, answer);
        else if (purpose == ASKED_STATUS)
                r = take_status(subscriber, answer);
        else
                r = take_snapshot(subscriber, arena, answer, purpose == ASKED_SNAPSHOT);
        if (r == MST_NONE)
                pause_asking(subscriber);
        else if (r == 0)
                subscriber->pause_usec = SUBSCRIBER_PAUSE_FIRST_USEC;
        return r < 0 ? r : 0;
}

int subscriber_answers(struct mst_subscriber *subscriber)
{
        for (;;) {
                SCOPED(arena_freep) struct arena *arena = NULL;
                Milestone__V1__Answer *answer;
                struct request *request;
                enum purpose purpose;
                int r;

                r = desk_get(&subscriber->desk, &subscriber->unreadable, &arena, &answer, &request);
                if (r != 0)
                        return r < 0 ? r : 0;
                requests_remove(&subscriber->desk, request);
                purpose = subscriber->asked;
                subscriber->asked = ASKED_NOTHING;
                assert(purpose != ASKED_NOTHING);
                r = take_answer(subscriber, arena, answer, purpose);
                if (r < 0)
                        return r;
        }
}

/* ---- questions ---- */

static enum purpose to_ask(const struct mst_subscriber *subscriber)
{
        if (subscriber->asked != ASKED_NOTHING || !subscriber_has_room(subscriber))
                return ASKED_NOTHING;
        if (subscriber->phase == PHASE_PRESENT)
                return ASKED_SNAPSHOT;
        if (subscriber->phase == PHASE_LIVE)
                return ASKED_STATUS;
        if (subscriber->merge.wanted)
                return ASKED_REPLAY;
        return subscriber->measures_wanted ? ASKED_MEASURES : ASKED_NOTHING;
}

static int put_question(struct mst_subscriber *subscriber, enum purpose purpose)
{
        Milestone__V1__Question question;
        Milestone__V1__StatusQuestion status;
        Milestone__V1__SnapshotQuestion snapshot;
        Milestone__V1__ReplayQuestion replay;
        Milestone__V1__Cursor cursor;
        struct request *request;
        bool measures = purpose == ASKED_MEASURES;

        milestone__v1__question__init(&question);
        milestone__v1__status_question__init(&status);
        milestone__v1__snapshot_question__init(&snapshot);
        milestone__v1__replay_question__init(&replay);
        question.version = MST_PROTOCOL_VERSION;
        switch (purpose) {
        case ASKED_STATUS:
                question.ask_case = MILESTONE__V1__QUESTION__ASK_STATUS;
                question.status = &status;
                break;
        case ASKED_REPLAY:
                cursor_to_wire(&subscriber->merge.seen, &cursor);
                replay.after = &cursor;
                replay.topics = subscriber->filter.topics;
                replay.n_topics = subscriber->filter.count;
                question.ask_case = MILESTONE__V1__QUESTION__ASK_REPLAY;
                question.replay = &replay;
                break;
        case ASKED_SNAPSHOT:
        case ASKED_MEASURES:
                snapshot.topics = measures ? subscriber->filter.measures : subscriber->filter.topics;
                snapshot.n_topics = measures ? subscriber->filter.measures_count : subscriber->filter.count;
                snapshot.after = wire_text(subscriber->next);
                question.ask_case = MILESTONE__V1__QUESTION__ASK_SNAPSHOT;
                question.snapshot = &snapshot;
                break;
        case ASKED_NOTHING:
                assert(false);
        }
        return desk_put(&subscriber->desk, &question, false, &request);
}

int subscriber_ask(struct mst_subscriber *subscriber)
{
        enum purpose purpose = to_ask(subscriber);
        int r;

        if (purpose != ASKED_NOTHING && bell_now_usec() >= subscriber->ask_after_usec) {
                r = put_question(subscriber, purpose);
                if (r != 0)
                        return r;
                subscriber->asked = purpose;
                subscriber->questions++;
        }
        return requests_pump(&subscriber->desk);
}

int64_t subscriber_ask_due_usec(const struct mst_subscriber *subscriber)
{
        return to_ask(subscriber) != ASKED_NOTHING ? subscriber->ask_after_usec : BELL_NEVER;
}
