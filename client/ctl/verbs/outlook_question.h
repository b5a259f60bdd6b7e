/* verbs/outlook_question.h: the outlook of which milestone, in verbs that show one: outlook and plot. */
#pragma once
#include "session.h"

struct outlook_question {
        const char *name; /* [CORRIDOR/]MILESTONE */
        const char *origin, *instance, *series;
};

/* --origin, --instance and --series, for children of argp. Its input is the struct outlook_question. */
extern const struct argp outlook_question_argp;

/* Opens the desk, which stays open for what is asked besides and is the caller's whatever comes, and asks.
 * `*ret_topic` is the milestone's, with all of its instances and series. EXIT_DONE, or an exit code after
 * saying why. */
int outlook_question_ask(struct ctl *ctl, const struct outlook_question *asked, struct mst_desk **ret_desk,
                         struct mst_answer **ret, const char **ret_topic);
