/* include/milestone/errors.h: how a call of libmilestone ended.
 *
 * 0 is success. Below zero is -errno: the machine or the caller's arguments. Above zero is one
 * of these outcomes: nothing is broken, and the caller decides what to do. After anything but
 * 0 neither the object nor what `ret` points at has changed, unless the function says so. */
#pragma once

#ifdef __cplusplus
extern "C" {
#endif
#pragma GCC visibility push(default)

enum mst_outcome {
        MST_OK = 0,
        MST_NONE,        /* nothing is there now: wait for the descriptor, dispatch, ask again */
        MST_TIMEOUT,     /* the given time is over */
        MST_WINDOW_FULL, /* as many batches are in flight as the window permits: take receipts first */
        MST_TOO_LARGE,   /* more bytes or events than a batch may hold: send this one, begin another */
        MST_MIXED,       /* a batch holds events, or one end, abort or "nothing until", never two of them */
        MST_EMPTY,       /* a batch without events, end, abort or "nothing until" */
        MST_ORDER,       /* the number of this batch is not above the last one sent for its source */
        MST_CURSOR,      /* not the text of a cursor */
        MST_STARTED,     /* topics and cursor are given before the first wait, dispatch or next */
        MST_FAILED,      /* the daemon answered that it cannot: `failure` of the answer says why */
        MST_PROTOCOL,    /* the daemon sent what this version of the protocol does not know */
        MST_DIGITS,      /* a decimal has more digits after the point than its scale; nothing is rounded */
        MST_RANGE,       /* a number that does not fit into 64 bits */
        MST_SYNTAX,      /* not a decimal number */
        MST_UNKNOWN_NAME, /* no value of this enum has that name */
};

/* One English sentence without a full stop for any return value of this library, also for a
 * negative errno. Static: never freed, never NULL. */
const char *mst_error_text(int r);

/* "MST_TIMEOUT", or the errno's name, such as "ENOENT". Static, never NULL. */
const char *mst_error_name(int r);

#pragma GCC visibility pop
#ifdef __cplusplus
}
#endif
