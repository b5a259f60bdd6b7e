/* milestonectl replay: what was told after a sequence, those that a subscriber to these topics
 * would have had. One page for one question. */
#include "news.h"
#include "number.h"
#include "session.h"

struct input {
        uint64_t from;
        const char *const *topics;
        size_t n_topics;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        switch (key) {
        case 'f':
                if (!number_parse(argument, 0, &input->from))
                        argp_error(state, "--from: \"%s\" is no sequence", argument);
                return 0;
        case ARGP_KEY_ARGS:
                input->topics = (const char *const *)state->argv + state->next;
                input->n_topics = (size_t)(state->argc - state->next);
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .options = (const struct argp_option[]){{"from", 'f', "SEQUENCE", 0,
                                                 "the first to print (default: 1)", 0},
                                                {0}},
        .parser = parse,
        .args_doc = "[TOPIC...]",
        .doc = "milestonectl replay --from 1 kind/missed/\n\nPrints notifications again, in order. A TOPIC "
               "is a "
               "prefix as for a subscription: milestone/CORRIDOR/, kind/KIND/, source/SOURCE/.",
};

static void print_page(struct ctl *ctl, const struct mst_replay_answer *page, uint64_t from)
{
        if (page->gone) {
                ctl_say("what was told before %llu is kept no longer", (unsigned long long)page->oldest);
                return; /* it is asked for again, from there */
        }
        for (size_t i = 0; i < page->notifications_count; i++)
                if (page->notifications[i].sequence >= from)
                        news_notification(ctl, &page->notifications[i]);
}

int verb_replay(struct ctl *ctl, int argc, char **argv)
{
        SCOPED(mst_desk_unrefp) struct mst_desk *desk = NULL;
        struct mst_question question = {.ask = MST_ASK_REPLAY};
        struct input input = {.from = 1};
        bool end = false;
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        question.after_sequence = input.from > 0 ? input.from - 1 : 0;
        question.topics = input.topics;
        question.topics_count = input.n_topics;

        r = session_open(ctl, &desk);
        if (r == EXIT_DONE)
                news_heading(ctl);
        while (r == EXIT_DONE && !end) {
                SCOPED(mst_answer_unrefp) struct mst_answer *answer = NULL;

                r = session_ask(ctl, desk, &question, &answer);
                if (r != EXIT_DONE)
                        break;
                print_page(ctl, &answer->replay, input.from);
                end = answer->replay.end;
                if (answer->replay.gone)
                        question.after_sequence = answer->replay.oldest - 1;
                else if (answer->replay.up_to > question.after_sequence)
                        question.after_sequence = answer->replay.up_to;
                else
                        end = true;
                /* A page that is gone and names no older one would be asked for ever. */
                if (answer->replay.gone && answer->replay.oldest == 0)
                        end = true;
        }
        return r;
}
