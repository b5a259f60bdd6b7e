/* client/lib/error.c: every return value in words. */
#include "milestone/errors.h"

#include <stddef.h>
#include <string.h>

static const struct {
        const char *name;
        const char *text;
} outcomes[] = {
        [MST_OK] = {"MST_OK", "done"},
        [MST_NONE] = {"MST_NONE", "nothing is there now"},
        [MST_TIMEOUT] = {"MST_TIMEOUT", "no answer within the given time"},
        [MST_WINDOW_FULL] = {"MST_WINDOW_FULL", "as many messages are in flight as the window permits"},
        [MST_TOO_LARGE] = {"MST_TOO_LARGE", "more bytes or events than one batch may hold"},
        [MST_MIXED] = {"MST_MIXED",
                       "a batch holds events, or one end, abort or \"nothing until\", never two of them"},
        [MST_EMPTY] = {"MST_EMPTY", "the batch has neither events nor an end, abort or \"nothing until\""},
        [MST_ORDER] = {"MST_ORDER", "the batch's number is not above the last one sent for its source"},
        [MST_CURSOR] = {"MST_CURSOR", "this is not the text of a cursor"},
        [MST_STARTED] = {"MST_STARTED", "the subscriber has begun: topics and cursor come before"},
        [MST_FAILED] = {"MST_FAILED", "the daemon answered that it cannot do this"},
        [MST_PROTOCOL] = {"MST_PROTOCOL", "the daemon sent what this version of the protocol does not know"},
        [MST_DIGITS] = {"MST_DIGITS", "more digits after the point than the scale has"},
        [MST_RANGE] = {"MST_RANGE", "the number does not fit into 64 bits"},
        [MST_SYNTAX] = {"MST_SYNTAX", "this is not a decimal number"},
        [MST_UNKNOWN_NAME] = {"MST_UNKNOWN_NAME", "there is no such name"},
};

#define OUTCOMES (sizeof(outcomes) / sizeof(*outcomes))

const char *mst_error_text(int r)
{
        const char *text = NULL;

        if (r < 0)
                text = strerrordesc_np(-r);
        else if ((size_t)r < OUTCOMES)
                text = outcomes[r].text;
        return text ? text : "an outcome that this library does not know";
}

const char *mst_error_name(int r)
{
        const char *name = NULL;

        if (r < 0)
                name = strerrorname_np(-r);
        else if ((size_t)r < OUTCOMES)
                name = outcomes[r].name;
        return name ? name : "?";
}
