/* verbs/outlook_question.c: see outlook_question.h. */
#include "verbs/outlook_question.h"
#include <string.h>

enum { KEY_ORIGIN = 0x200, KEY_INSTANCE, KEY_SERIES };

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct outlook_question *asked = state->input;

        switch (key) {
        case KEY_ORIGIN:
                asked->origin = argument;
                return 0;
        case KEY_INSTANCE:
                asked->instance = argument;
                return 0;
        case KEY_SERIES:
                asked->series = argument;
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

const struct argp outlook_question_argp = {
        .options = (const struct argp_option[]){
                {"origin", KEY_ORIGIN, "MONTH", 0, "as if no later month were known: 2021-06", 0},
                {"instance", KEY_INSTANCE, "PERIOD", 0,
                 "of one for each period: 2021 (default: the newest)", 0},
                {"series", KEY_SERIES, "SERIES", 0, "of one for each series: partner=DE", 0},
                {0}},
        .parser = parse,
};

int outlook_question_ask(struct ctl *ctl, const struct outlook_question *asked, struct mst_desk **ret_desk,
                         struct mst_answer **ret, const char **ret_topic)
{
        const char *name = asked->name, *slash = strchr(name, '/');
        struct mst_question question = {
                .ask = MST_ASK_OUTLOOK,
                .corridor = slash ? pool_text(&ctl->pool, (struct text){name, (size_t)(slash - name)}) : "",
                .milestone = slash ? slash + 1 : name,
                .series = asked->series,
                .instance = asked->instance,
                .origin = asked->origin,
        };
        int r;

        r = session_open(ctl, ret_desk);
        if (r == EXIT_DONE)
                r = session_ask(ctl, *ret_desk, &question, ret);
        if (r == EXIT_DONE)
                *ret_topic = pool_print(&ctl->pool, "milestone/%s/%s/", (*ret)->outlook.milestone.corridor,
                                        (*ret)->outlook.milestone.milestone);
        return r;
}
