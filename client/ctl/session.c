/* Questions go to the desk, and what keeps an answer from coming becomes a sentence and an exit code,
 * here alone, so that all verbs fail alike. */
#include "session.h"
#include "number.h"
#include <string.h>

int session_unreached(const char *endpoint)
{
        ctl_say("no daemon at %s; is it running? --folder or --endpoint name another place", endpoint);
        return EXIT_UNREACHED;
}

int session_open(struct ctl *ctl, struct mst_desk **ret)
{
        struct mst_options options = ctl_options(ctl);
        int r;

        r = mst_desk_new(&ctl->endpoints, &options, ret);
        return r == 0 ? EXIT_DONE : ctl_fail(r, ctl->endpoints.desk);
}

static int failure_say(const struct mst_failure *failure)
{
        const char *message = *failure->message ? failure->message : "the daemon cannot answer that";
        /* The sentence may hold the field and the nearest name already. */
        bool says_field = !*failure->field || strstr(message, failure->field);
        bool says_nearest = !*failure->nearest || strstr(message, failure->nearest);

        ctl_say("%s%s%s%s%s", says_field ? "" : failure->field, says_field ? "" : ": ", message,
                says_nearest ? "" : "; did you mean ", says_nearest ? "" : failure->nearest);
        if (failure->why == MST_FAILURE_NOT_PERMITTED)
                return EXIT_DENIED;
        return failure->why == MST_FAILURE_INVALID ? EXIT_USAGE : EXIT_NO;
}

/* Digits are a position, anything else a day, which the daemon reads. */
static void ask_as_of(const struct ctl *ctl, struct mst_question *question)
{
        if (!number_parse(ctl->as_of, 0, &question->as_of_position))
                question->as_of_day = ctl->as_of;
}

int session_ask(struct ctl *ctl, struct mst_desk *desk, const struct mst_question *question,
                struct mst_answer **ret)
{
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        struct mst_question asked = *question;
        int timeout = ctl->timeout_msec;
        struct mst_desk_state state;
        int r;

        if (ctl->as_of) {
                ask_as_of(ctl, &asked);
                timeout = ctl->timeout_stated ? timeout : CTL_PAST_TIMEOUT_MSEC;
        }
        r = mst_desk_query(desk, &asked, timeout, &answer);
        if (r == MST_FAILED)
                return failure_say(&answer->failure);
        if (r == MST_TIMEOUT) {
                mst_desk_state(desk, &state);
                if (!state.connected)
                        return session_unreached(ctl->endpoints.desk);
                ctl_say("no answer within %d s", timeout / 1000);
                return EXIT_TIMEOUT;
        }
        if (r != 0)
                return ctl_fail(r, ctl->endpoints.desk);
        *ret = TAKE(answer);
        return EXIT_DONE;
}

int session_ask_once(struct ctl *ctl, const struct mst_question *question, struct mst_answer **ret)
{
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = NULL;
        int r;

        r = session_open(ctl, &desk);
        return r != EXIT_DONE ? r : session_ask(ctl, desk, question, ret);
}

int session_next_number(struct ctl *ctl, const char *source, uint64_t *ret)
{
        const struct mst_question question = {.ask = MST_ASK_SOURCES};
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = NULL;
        SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;
        bool arrival = false;
        uint64_t last;
        int r;

        r = session_open(ctl, &desk);
        if (r == EXIT_DONE)
                r = session_ask(ctl, desk, &question, &answer);
        if (r != EXIT_DONE)
                return r;
        for (size_t i = 0; i < answer->sources.rows_count; i++) {
                const struct mst_source_row *row = &answer->sources.rows[i];

                if (strcmp(row->source, source) == 0)
                        arrival = strstr(row->numbers, "arrival") != NULL;
        }
        *ret = 0;
        if (!arrival)
                return EXIT_DONE;
        r = mst_desk_arrival(desk, source, ctl->timeout_msec, &last);
        if (r != 0)
                return ctl_fail(r, source);
        *ret = last + 1;
        return EXIT_DONE;
}
