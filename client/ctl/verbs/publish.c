/* milestonectl publish: events as JSON Lines in, receipts out, one for each batch.
 *
 * A batch leaves when it is full, or when no further line is there: so events from a pipe are
 * not held back, and those from a file travel in large batches. A line that cannot be read is
 * told with its number and is a refusal; the others are sent. */
#include "verbs/publish.h"
#include "event_json.h"
#include "import/send.h"
#include "lines.h"
#include "session.h"
#include "tell.h"
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

/* Lines of the events of a batch in flight. */
struct flight {
        uint32_t batch; /* of the release; 0: end, abort, nothing until */
        size_t n, allocated;
        uint64_t *lines;
};

struct publishing {
        struct ctl *ctl;
        const struct publish_input *input;
        struct mst_publisher *publisher;
        struct out *out;
        struct lines lines;
        struct pool pool; /* of one line */
        struct mst_batch *batch;
        struct flight *flight; /* of the batch that is being filled */
        uint32_t batches;
        uint64_t events, number, in_flight;
        bool refused, ended;
};

static const struct column columns[] = {
        {"BATCH", "batch", COLUMN_RIGHT},
        {"POSITION", "position", COLUMN_RIGHT},
        {"ACCEPTED", "counts.accepted", COLUMN_RIGHT},
        {"REVISED", "counts.revised", COLUMN_RIGHT},
        {"REPEATED", "counts.repeated", COLUMN_RIGHT},
        {"STALE", "counts.stale", COLUMN_RIGHT},
        {"DISPUTED", "counts.disputed", COLUMN_RIGHT},
        {"WITHDRAWN", "counts.withdrawn", COLUMN_RIGHT},
        {"STAGED", "counts.staged", COLUMN_RIGHT},
        {"REFUSED", "counts.refused", COLUMN_RIGHT},
        {"RELEASE", "release.state", COLUMN_STATE},
        {"NOTE", "message", 0},
        {"REASON", "reason", COLUMN_CSV},
        {"DRY RUN", "dry_run", COLUMN_CSV},
        {0},
};

/* ---- receipts ------------------------------------------------------------------------------ */

static json_t *tell_exception(const struct mst_exception *exception, uint64_t line)
{
        json_t *object = json_object();

        if (line > 0)
                put_number(object, "line", line);
        put(object, "index", json_integer(exception->index));
        put_text(object, "id", exception->id);
        put_text(object, "verdict", mst_enum_name(MST_ENUM_VERDICT, (int)exception->verdict));
        put_text(object, "reason", mst_enum_name(MST_ENUM_REASON, (int)exception->reason));
        put_text(object, "field", exception->field);
        put_text(object, "message", exception->message);
        return object;
}

static json_t *tell_release(const struct mst_release_verdict *release)
{
        json_t *object = json_object(), *missing = json_array();

        put(object, "vintage", tell_vintage(&release->vintage));
        put_text(object, "state", mst_enum_name(MST_ENUM_RELEASE_STATE, (int)release->state));
        put(object, "batches", json_integer(release->batches));
        put(object, "batches_present", json_integer(release->batches_present));
        for (size_t i = 0; i < release->missing_count; i++)
                (void)json_array_append_new(missing, json_integer(release->missing[i]));
        put(object, "missing", missing);
        put_bool(object, "end_missing", release->end_missing);
        if (release->state == MST_RELEASE_STATE_COUNTED)
                put(object, "counts", tell_counts(&release->counts));
        put_text(object, "message", release->message);
        return object;
}

static uint64_t exception_line(const struct flight *flight, const struct mst_exception *exception)
{
        if (exception->release_batch > 0 && exception->release_batch != flight->batch)
                return 0; /* of a batch whose receipt was printed before */
        return exception->index < flight->n ? flight->lines[exception->index] : 0;
}

static json_t *tell_receipt(const struct mst_receipt *receipt, const struct flight *flight)
{
        json_t *object = json_object(), *exceptions = json_array();

        put(object, "batch", flight->batch ? json_integer(flight->batch) : NULL);
        if (receipt->number > 0)
                put_number(object, "number", receipt->number);
        put_number(object, "position", receipt->position);
        put(object, "counts", tell_counts(&receipt->counts));
        for (size_t i = 0; i < receipt->exceptions_count; i++)
                (void)json_array_append_new(exceptions,
                                            tell_exception(&receipt->exceptions[i],
                                                           exception_line(flight, &receipt->exceptions[i])));
        put(object, "exceptions", exceptions);
        if (receipt->exceptions_left_out > 0)
                put_number(object, "exceptions_left_out", receipt->exceptions_left_out);
        put_text(object, "reason", mst_enum_name(MST_ENUM_REASON, (int)receipt->reason));
        put_text(object, "field", receipt->field);
        put_text(object, "message", receipt->message);
        if (receipt->release)
                put(object, "release", tell_release(receipt->release));
        if (receipt->dry_run)
                put_bool(object, "dry_run", true);
        if (receipt->sent_times > 1)
                put(object, "sent_times", json_integer(receipt->sent_times));
        return object;
}

static bool is_refusal(const struct mst_receipt *receipt)
{
        const struct mst_release_verdict *release = receipt->release;

        if (receipt->reason != MST_REASON_UNSPECIFIED || receipt->counts.refused > 0 ||
            receipt->counts.disputed > 0)
                return true;
        return release && (release->counts.refused > 0 || release->counts.disputed > 0 ||
                           release->state == MST_RELEASE_STATE_QUARANTINED ||
                           release->state == MST_RELEASE_STATE_DROPPED);
}

static void flight_free(struct flight *flight)
{
        if (flight)
                free(flight->lines);
        free(flight);
}

static void receipt_take(struct publishing *p, const struct mst_receipt *receipt)
{
        struct flight *flight = receipt->userdata;

        p->in_flight--;
        p->refused |= is_refusal(receipt);
        if (p->ctl->format == FORMAT_TABLE)
                for (size_t i = 0; i < receipt->exceptions_count; i++) {
                        const struct mst_exception *e = &receipt->exceptions[i];

                        ctl_say("line %llu: %s: %s: %s", (unsigned long long)exception_line(flight, e), e->id,
                                mst_enum_name(MST_ENUM_VERDICT, (int)e->verdict),
                                exception_words(e, &p->ctl->pool));
                }
        out_row(p->out, tell_receipt(receipt, flight), NULL);
        flight_free(flight);
}

/* One receipt after waiting for it. */
static int receive(struct publishing *p)
{
        SCOPED(mst_receipt_unrefp) struct mst_receipt *receipt = NULL;
        struct mst_publisher_state state;
        int r;

        r = mst_publisher_receive(p->publisher, p->ctl->timeout_msec, &receipt);
        if (r == 0) {
                receipt_take(p, receipt);
                return EXIT_DONE;
        }
        mst_publisher_state(p->publisher, &state);
        if (r == MST_TIMEOUT && !state.connected)
                return session_unreached(p->ctl->endpoints.intake);
        return ctl_fail(r, "publish");
}

static int take_all(struct publishing *p)
{
        for (;;) {
                SCOPED(mst_receipt_unrefp) struct mst_receipt *receipt = NULL;
                int r;

                r = mst_publisher_next(p->publisher, &receipt);
                if (r == MST_NONE)
                        return EXIT_DONE;
                if (r != 0)
                        return ctl_fail(r, "publish");
                receipt_take(p, receipt);
        }
}

/* ---- batches ------------------------------------------------------------------------------- */

static int batch_begin(struct publishing *p)
{
        int r;

        p->flight = calloc(1, sizeof(*p->flight));
        if (!p->flight)
                out_of_memory();
        r = mst_batch_new(p->input->source, &p->batch);
        if (r != 0)
                return ctl_fail(r, p->input->source);
        mst_batch_set_dry_run(p->batch, p->input->dry_run);
        return EXIT_DONE;
}

/* The batch leaves; where the window is full a receipt is waited for. */
static int batch_leave(struct publishing *p)
{
        int r;

        if (p->number > 0)
                mst_batch_set_number(p->batch, p->number++);
        while ((r = mst_publisher_send(p->publisher, &p->batch, p->flight, NULL)) == MST_WINDOW_FULL) {
                r = receive(p);
                if (r != EXIT_DONE)
                        return r;
        }
        if (r != 0)
                return ctl_fail(r, "publish");
        p->flight = NULL;
        p->in_flight++;
        return EXIT_DONE;
}

static int events_leave(struct publishing *p)
{
        const struct publish_input *input = p->input;
        int r;

        if (!p->batch || mst_batch_events(p->batch) == 0)
                return EXIT_DONE;
        p->flight->batch = input->first_batch + p->batches++;
        if (input->vintage.date) {
                r = mst_batch_set_release(p->batch, &input->vintage, p->flight->batch);
                if (r != 0)
                        return ctl_fail(r, "publish");
        }
        return batch_leave(p);
}

static void line_refuse(struct publishing *p, const char *why)
{
        ctl_say("line %llu: %s", (unsigned long long)p->lines.line, why);
        p->refused = true;
}

static int event_add(struct publishing *p, const struct mst_event *event)
{
        int r;

        for (;;) {
                if (!p->batch) {
                        r = batch_begin(p);
                        if (r != EXIT_DONE)
                                return r;
                }
                r = mst_batch_add(p->batch, event);
                if (r == 0)
                        break;
                if (r != MST_TOO_LARGE)
                        return ctl_fail(r, "publish");
                if (mst_batch_events(p->batch) == 0) {
                        line_refuse(p, "larger than a message may be");
                        return EXIT_DONE;
                }
                r = events_leave(p);
                if (r != EXIT_DONE)
                        return r;
        }
        if (p->flight->n == p->flight->allocated)
                p->flight->lines = array_grow(p->flight->lines, &p->flight->allocated, p->flight->n + 1,
                                              sizeof(*p->flight->lines));
        p->flight->lines[p->flight->n++] = p->lines.line;
        p->events++;
        return mst_batch_events(p->batch) >= p->input->batch_events ? events_leave(p) : EXIT_DONE;
}

static int line_take(struct publishing *p, struct text line)
{
        struct mst_event event;
        const char *why;

        if (text_trim(line).length == 0)
                return EXIT_DONE;
        pool_reset(&p->pool);
        why = event_from_json(line, &p->pool, &event);
        if (!why)
                return event_add(p, &event);
        line_refuse(p, why);
        return EXIT_DONE;
}

/* What comes behind the events. */
static int last_leave(struct publishing *p)
{
        const struct publish_input *input = p->input;
        struct mst_release_end end = input->end;
        int r;

        if (!input->sends_end && !input->abort && !input->nothing_until)
                return EXIT_DONE;
        if (p->refused && input->sends_end && !input->dry_run) {
                ctl_say("the release is not ended, since not all of it could be sent");
                return EXIT_DONE;
        }
        r = batch_begin(p);
        if (r != EXIT_DONE)
                return r;
        end.vintage = input->vintage;
        if (end.batches == 0)
                end.batches = input->first_batch - 1 + p->batches;
        if (end.events == 0)
                end.events = p->events;
        if (input->abort)
                r = mst_batch_abort_release(p->batch, &input->vintage, input->abort);
        else if (input->sends_end)
                r = mst_batch_end_release(p->batch, &end);
        else
                r = mst_batch_nothing_until(p->batch, input->nothing_until);
        return r != 0 ? ctl_fail(r, "publish") : batch_leave(p);
}

/* ---- the way ------------------------------------------------------------------------------- */

/* Until a line or a receipt is there. */
static int wait_for_either(struct publishing *p)
{
        struct pollfd fds[] = {{.fd = p->lines.fd, .events = POLLIN},
                               {.fd = mst_publisher_fd(p->publisher), .events = POLLIN}};

        if (poll(fds, 2, -1) < 0 && errno != EINTR)
                return ctl_fail(-errno, "poll");
        if (fds[1].revents) {
                int r = mst_publisher_dispatch(p->publisher);

                if (r != 0 && r != MST_NONE)
                        return ctl_fail(r, "publish");
        }
        return take_all(p);
}

static int read_some(struct publishing *p)
{
        struct text line;
        int r;

        r = lines_next(&p->lines, false, EVENT_LINE_BYTES_MAX, &line);
        switch (r) {
        case 0:
                return line_take(p, line);
        case LINES_NONE:
                r = events_leave(p);
                return r == EXIT_DONE ? wait_for_either(p) : r;
        case LINES_END:
                p->ended = true;
                return events_leave(p);
        case LINES_TOO_LONG:
                line_refuse(p, "longer than a line may be; nothing behind it was read");
                p->ended = true;
                return events_leave(p);
        default:
                return ctl_fail(r, "reading");
        }
}

static int publish(struct publishing *p)
{
        int r = EXIT_DONE;

        while (r == EXIT_DONE && !p->ended)
                r = read_some(p);
        if (r == EXIT_DONE)
                r = last_leave(p);
        while (r == EXIT_DONE && p->in_flight > 0)
                r = receive(p);
        return r == EXIT_DONE && p->refused ? EXIT_NO : r;
}

int verb_publish(struct ctl *ctl, int argc, char **argv)
{
        SCOPED(mst_publisher_unrefp) struct mst_publisher *publisher = NULL;
        SCOPED(closep) int fd = -1;
        struct publish_input input = {.pool = &ctl->pool,
                                      .first_batch = 1,
                                      .batch_events = 1000,
                                      .end = {.complete = true, .replaces = true}};
        struct publishing p = {.ctl = ctl, .input = &input};
        struct mst_options options = ctl_options(ctl);
        bool has_events;
        int r;

        ctl_parse(ctl, &publish_argp, argc, argv, &input);
        /* An abort or "nothing until" alone has no events; a file says that it has. */
        has_events = input.file || (!input.abort && !input.nothing_until);
        if (has_events && input.file && strcmp(input.file, "-") != 0) {
                fd = open(input.file, O_RDONLY | O_CLOEXEC);
                if (fd < 0)
                        return ctl_fail(-errno, input.file);
        }
        p.number = input.number;
        if (p.number == 0 && !input.vintage.date) {
                r = session_next_number(ctl, input.source, &p.number);
                if (r != EXIT_DONE)
                        return r;
        }
        r = mst_publisher_new(&ctl->endpoints, &options, &publisher);
        if (r != 0)
                return ctl_fail(r, ctl->endpoints.intake);
        p.publisher = publisher;
        p.ended = !has_events;
        lines_init(&p.lines, fd >= 0 ? fd : 0);
        p.out = out_begin(ctl, columns);
        r = publish(&p);
        out_end(p.out);
        lines_done(&p.lines);
        pool_done(&p.pool);
        flight_free(p.flight);
        (void)mst_batch_unref(p.batch);
        return r;
}
