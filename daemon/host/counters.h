/* host/counters.h: every number that the daemon counts, in one table: name, unit, whether it is a
 * gauge, and what it means. The desk, `milestonectl counters` and the metrics page are made from
 * it; no number is published without its meaning. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* X(field, unit, gauge, meaning) */
#define COUNTERS(X)                                                                                       \
        X(batches_received, "messages", false, "messages taken from intake and feeds")                    \
        X(bytes_received, "bytes", false, "their bytes")                                                  \
        X(batches_refused, "messages", false, "messages refused whole: not readable, or of no use")       \
        X(frames_refused, "messages", false, "messages of too many or too few frames")                    \
        X(feed_batches, "messages", false, "messages that came over a feed, without a receipt")           \
        X(dry_runs, "messages", false, "dry runs answered")                                               \
        X(retry_later, "messages", false, "messages refused for want of room: journal or disk")           \
        X(batches_crowded, "messages", false, "messages told to come later: too many of one connection waited") \
        X(batches_waiting, "messages", true, "messages that wait for the turn of their connection")       \
        X(batches_over_quota, "messages", false, "messages refused: their source has all the events it may have") \
        X(intake_pauses, "times", false, "intake stopped reading because too much waited for the disk")   \
        X(events_accepted, "events", false, "events of new records")                                      \
        X(events_revised, "events", false, "events with a higher number of a known record")               \
        X(events_repeated, "events", false, "events that were there before")                              \
        X(events_stale, "events", false, "events below the number or the coverage in force")              \
        X(events_disputed, "events", false, "events with the number but not the content of a statement")  \
        X(events_withdrawn, "events", false, "withdrawals that took effect")                              \
        X(events_staged, "events", false, "events kept until their release is whole")                     \
        X(events_refused, "events", false, "events in quarantine")                                        \
        X(releases_counted, "releases", false, "releases that counted")                                   \
        X(releases_quarantined, "releases", false, "releases whose control totals did not fit")           \
        X(entries_applied, "entries", false, "entries of the journal applied in this run")                \
        X(entries_parked, "entries", false, "entries that stood aside until the disk had read statements")\
        X(entries_waited, "entries", false, "of them, those that all waited for after many tries")        \
        X(ticks, "entries", false, "ticks applied")                                                       \
        X(receipts_sent, "messages", false, "receipts sent")                                              \
        X(replies_lost, "messages", false, "receipts and answers whose peer was gone or did not read")    \
        X(notifications_sent, "messages", false, "notifications published, each under all of its topics") \
        X(measure_updates_sent, "messages", false, "measure updates published")                           \
        X(beats_sent, "messages", false, "beats published")                                               \
        X(subscriptions, "times", false, "subscriptions seen")                                            \
        X(unsubscriptions, "times", false, "subscriptions ended")                                         \
        X(questions, "messages", false, "questions to the desk")                                          \
        X(questions_failed, "messages", false, "questions that could not be answered")                    \
        X(checkpoints, "times", false, "checkpoints begun")                                               \
        X(checkpoints_stretched, "times", false, "checkpoints that had to wait for the one before")       \
        X(journal_position, "entries", true, "last entry of the journal")                                 \
        X(journal_settled, "entries", true, "last entry that is on disk")                                 \
        X(journal_syncs, "times", false, "syncs of the journal in this run")                              \
        X(journal_sync_usec, "microseconds", false, "time spent in them")                                 \
        X(journal_groups, "times", false, "groups written to the journal in this run")                    \
        X(journal_bytes, "bytes", false, "bytes written to the journal in this run")                      \
        X(journal_pending_bytes, "bytes", true, "bytes that wait for the disk")                           \
        X(held_messages, "messages", true, "receipts, answers and news that wait for the disk")           \
        X(store_position, "entries", true, "position of the last checkpoint")                             \
        X(store_front_bytes, "bytes", true, "memory of what the next checkpoint will write")              \
        X(store_disk_bytes, "bytes", true, "what the files of the store hold")                            \
        X(store_segments, "files", true, "segments of the statement log")                                 \
        X(store_dead_bytes, "bytes", true, "statements in it that later ones replaced, not given back")   \
        X(store_places_left, "units of 8 bytes", true, "what may still be appended to it, ever")          \
        X(store_runs, "files", true, "index runs that find statements in it")                             \
        X(store_runs_bad, "files", true, "runs missing or damaged at the start: all were made anew")      \
        X(store_merges, "times", false, "merges of index runs in this run")                               \
        X(store_merge_waits, "times", false, "checkpoints that waited for a merge of index runs")         \
        X(store_log_bytes, "bytes", false, "statements appended in this run")                             \
        X(store_moved_bytes, "bytes", false, "of living ones, out of segments that were mostly dead")     \
        X(store_index_bytes, "bytes", false, "index runs written in this run, merged ones included")      \
        X(series, "series", true, "series with data")                                                     \
        X(tally_months, "pages", true, "months of series with data")                                      \
        X(milestone_instances, "instances", true, "milestones, each period of `each` for itself")         \
        X(open_releases, "releases", true, "releases that are being staged")                              \
        X(records, "records", true, "records with a statement")                                           \
        X(controls_left_out, "events", true, "control totals of more levels than a measure keeps")        \
        X(amounts_unwatched, "amounts", true, "amounts not watched: more levels are usual than are kept")

struct counters {
#define FIELD(field, unit, gauge, meaning) uint64_t field;
        COUNTERS(FIELD)
#undef FIELD
};

struct counter_row {
        const char *name, *unit, *meaning;
        bool gauge;
        size_t offset; /* in struct counters */
};

extern const struct counter_row counter_rows[];
extern const size_t counter_rows_count;
