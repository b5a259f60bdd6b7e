/* base/limits.h: the named maxima of what a peer may send and of what is kept.
 *
 * From these limits safety follows elsewhere: buffers are sized by them, sums cannot overflow
 * because of them. Each says why it is what it is; each has a counter in host/counters and a
 * test on both sides. */
#pragma once
#include <stdint.h>

/* One message. Memory while unpacking is up to 85 times this (empty sub-messages of two bytes),
 * which UNPACK_BYTES_MAX bounds. A batch of 1000 trade events is about 150 kB. */
#define MESSAGE_BYTES_MAX (1024 * 1024)

/* Arena of one unpacked message: ordinary batches take three to five times their bytes. */
#define UNPACK_BYTES_MAX (16 * MESSAGE_BYTES_MAX)

/* Events of a batch; one judgement must stay short, and a receipt must fit a message. */
#define BATCH_EVENTS_MAX 10000

#define ID_BYTES_MAX 128         /* a record's id */
#define NAME_BYTES_MAX 64        /* source, corridor, measure, milestone, project, facility */
#define NOTE_BYTES_MAX 512       /* free texts: note, title, reason */
#define WORD_BYTES_MAX 64        /* route, vehicle, consignment, procedure, unit, classification */
#define COMMODITY_BYTES_MAX 12   /* digits of a commodity code */
#define REQUEST_ID_BYTES_MAX 32
#define SUCCESSORS_MAX 64        /* of a withdrawal */
#define PROJECT_PLACES_MAX 16
#define UNKNOWN_BYTES_MAX 1024   /* of unknown fields, for each event */

/* An event's quantity; 2^64 of them fit the 128 bits of a cell (rule 12). */
#define AMOUNT_MAX (INT64_C(1) << 62)

/* Horizon of event days: nothing before 1900; actual events at most two days ahead of the day
 * of receiving, planned ones fifty years. */
#define EVENT_DAY_MIN (-25567) /* 1900-01-01 */
#define HORIZON_ACTUAL_DAYS 2
#define HORIZON_PLANNED_DAYS (50 * 366)

/* Releases. A release of more batches than this is several releases. */
#define RELEASE_BATCHES_MAX 100000
#define RELEASE_PERIODS_MAX 1200  /* a hundred years of months */
#define RELEASE_CONTROLS_MAX 256
#define RELEASES_OPEN_MAX 1024    /* of one source, at the same time */
#define RELEASE_EVENTS_MAX 10000000
#define RELEASE_DAYS_MAX 400      /* days of ticks that an unfinished release is kept */

/* A receipt names at most so many exceptions; the rest is counted. */
#define RECEIPT_EXCEPTIONS_MAX 1000

/* Topics that all subscribers together may ask for before an administrator is told: about 150 bytes each. They
 * are the transport's memory, which ends at the unit's MemoryMax=. */
#define SUBSCRIPTIONS_MAX 100000

/* Records named in the cause of a notification; the rest is counted. */
#define CAUSE_RECORDS_MAX 8
