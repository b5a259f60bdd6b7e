/* ctl/session.h: one question to the desk and its answer, or the exit code for having none. */
#pragma once
#include "base/scoped.h"
#include "ctl.h"

SCOPED_FUNCTION(struct mst_desk, mst_desk_unref)
SCOPED_FUNCTION(struct mst_answer, mst_answer_unref)
SCOPED_FUNCTION(struct mst_publisher, mst_publisher_unref)
SCOPED_FUNCTION(struct mst_receipt, mst_receipt_unref)
SCOPED_FUNCTION(struct mst_subscriber, mst_subscriber_unref)
SCOPED_FUNCTION(struct mst_news, mst_news_unref)
SCOPED_FUNCTION(struct mst_batch, mst_batch_unref)

/* EXIT_DONE, or an exit code after saying why. */
int session_open(struct ctl *ctl, struct mst_desk **ret);

/* EXIT_DONE with an answer that is no failure; else an exit code after saying why. */
int session_ask(struct ctl *ctl, struct mst_desk *desk, const struct mst_question *question,
                struct mst_answer **ret);

/* Opens, asks, closes. */
int session_ask_once(struct ctl *ctl, const struct mst_question *question, struct mst_answer **ret);

/* Says that nobody is there, and is EXIT_UNREACHED. */
int session_unreached(const char *endpoint);

/* For a source whose numbers come by arrival, the number of its next batch; 0 for any other. */
int session_next_number(struct ctl *ctl, const char *source, uint64_t *ret);
