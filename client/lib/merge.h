/* client/lib/merge.h: from a stream that loses messages and a desk that knows all, each
 * notification once and in order. Pure: no socket, no clock.
 *
 * What holds: `seen` says that everything up to and including its sequence that concerns the
 * filter is in `ready`, or was. A notification above it goes to `ready` only when something
 * proves that nothing of ours lies between: its sequence is the next, or the chain of the filter
 * names a predecessor not above `seen`, or the desk said so. Until then it is *held* and `wanted`
 * is true: somebody is to ask the desk for what follows `seen`.
 *
 * A beat above `seen` is a sign of loss unless it names the last one of the filter's chain, and
 * that one was seen. That a beat does not name the chain proves nothing, since the beat that did
 * may be lost itself. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "filter.h"
#include "news.h"

struct merge {
        const struct filter *filter;
        bool begun; /* seen is known */
        struct cursor seen;
        struct news_queue ready;
        struct news_box *held; /* by sequence, rising */
        size_t held_count;
        size_t held_max;
        bool wanted;
        bool complete; /* the desk said once that there is nothing more: losses count from here on */
        bool beaten;   /* a beat came */
        uint64_t beat_sequence;
        uint64_t gaps;
        uint64_t recovered;
        uint64_t repeats;
        uint64_t unreadable;
};

void merge_init(struct merge *merge, const struct filter *filter, size_t held_max);
void merge_done(struct merge *merge);

/* From here on. What came before that is known to the desk, so it is wanted. */
void merge_begin(struct merge *merge, const struct cursor *cursor);

/* One from the stream. Takes the box. */
void merge_live(struct merge *merge, struct news_box *box);
void merge_beat(struct merge *merge, const Milestone__V1__Beat *beat);

/* A page of the desk, asked for with `seen` as it was. MST_NONE: it brought us no further, so it
 * would not help to ask again at once. -ENOMEM: the rest of the page has to be asked for again. */
int merge_page(struct merge *merge, const Milestone__V1__Answer *answer);
