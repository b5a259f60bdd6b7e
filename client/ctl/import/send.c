/* Steps come in, batches leave in their order, and each ends with its receipt: at most as many are
 * under way as the window of the publisher permits, and a batch is made when it is its turn, so
 * memory does not grow with the table. */
#include "import/send.h"
#include "base/scoped.h"
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

SCOPED_FUNCTION(struct mst_batch, mst_batch_unref)
SCOPED_FUNCTION(struct mst_receipt, mst_receipt_unref)

/* What the receipts said of a release. */
struct release_heard {
        enum mst_release_state state; /* the last word */
        bool staged;                  /* some of it was news to the daemon */
        struct mst_counts counts;     /* once it counted */
};

struct sending {
        struct manifest *manifest;
        const struct schedule *schedule;
        struct mst_publisher *publisher;
        const struct send_options *options;
        struct send_result *result;
        size_t next;                 /* step to send */
        size_t done;                 /* steps with a receipt */
        struct release_heard *heard; /* of each release */
        uint64_t events_total;
        struct pool scratch;
};

/* ---- schedules ----------------------------------------------------------------------------- */

void schedule_add(struct schedule *schedule, uint32_t release, uint32_t batch)
{
        assert(schedule);

        if (schedule->n == schedule->allocated)
                schedule->steps = array_grow(schedule->steps, &schedule->allocated, schedule->n + 1,
                                             sizeof(*schedule->steps));
        schedule->steps[schedule->n++] = (struct step){release, batch};
}

void schedule_done(struct schedule *schedule)
{
        free(schedule->steps);
        *schedule = (struct schedule){0};
}

uint32_t release_batches(const struct manifest *manifest, const struct manifest_release *release)
{
        uint32_t events = manifest_mapping(manifest)->batch_events;

        return (uint32_t)((release->n_rows + events - 1) / events);
}

void schedule_forward(const struct manifest *manifest, struct schedule *ret)
{
        size_t n;
        const struct manifest_release *releases = manifest_releases(manifest, &n);

        for (size_t i = 0; i < n; i++) {
                for (uint32_t batch = 1; batch <= release_batches(manifest, &releases[i]); batch++)
                        schedule_add(ret, (uint32_t)i, batch);
                if (releases[i].day != CIVIL_NONE)
                        schedule_add(ret, (uint32_t)i, 0);
        }
}

/* ---- batches ------------------------------------------------------------------------------- */

static size_t batch_first_row(const struct sending *s, const struct step *step)
{
        return (size_t)(step->batch - 1) * manifest_mapping(s->manifest)->batch_events;
}

static size_t batch_n_rows(const struct sending *s, const struct step *step)
{
        size_t n, events = manifest_mapping(s->manifest)->batch_events;
        const struct manifest_release *release = &manifest_releases(s->manifest, &n)[step->release];
        size_t left = release->n_rows - batch_first_row(s, step);

        return step->batch == 0 ? 0 : left < events ? left : events;
}

static void totals_write(const struct manifest_release *release, struct pool *pool,
                         struct mst_release_end *end)
{
        struct mst_control_total *totals = pool_array(pool, release->n_totals + 1, sizeof(*totals));
        char sum[DECIMAL_TEXT_MAX];

        for (size_t i = 0; i < release->n_totals; i++)
                totals[i] = (struct mst_control_total){
                        .of = release->totals[i].of,
                        .currency = release->totals[i].currency,
                        .sum = pool_text(pool, text_of(decimal_format(release->totals[i].sum, 0, sum)))};
        end->control = totals;
        end->control_count = release->n_totals;
}

static int end_make(struct sending *s, const struct manifest_release *release, struct mst_batch *batch)
{
        const struct release_rule *rule = &manifest_mapping(s->manifest)->release;
        char day[CIVIL_TEXT_MAX];
        struct mst_release_end end = {
                .vintage = {civil_format(release->day, day), release->serial},
                .batches = release_batches(s->manifest, release),
                .events = release->n_rows,
                .status = rule->status,
                .complete = rule->complete,
                .replaces = rule->replaces,
                .historical = rule->historical,
                .note = rule->note,
        };

        end.periods = manifest_periods(release, &s->scratch, &end.periods_count);
        if (rule->control)
                totals_write(release, &s->scratch, &end);
        return mst_batch_end_release(batch, &end);
}

static int events_make(struct sending *s, const struct step *step, struct manifest_release *release,
                       struct mst_batch *batch)
{
        size_t first = batch_first_row(s, step), n = batch_n_rows(s, step);
        struct mst_vintage vintage;
        char day[CIVIL_TEXT_MAX];
        struct row row;
        int r;

        if (release->day != CIVIL_NONE) {
                vintage = (struct mst_vintage){civil_format(release->day, day), release->serial};
                r = mst_batch_set_release(batch, &vintage, step->batch);
                if (r != 0)
                        return r;
        }
        for (size_t i = first; i < first + n; i++) {
                pool_reset(&s->scratch);
                if (manifest_event(s->manifest, &release->rows[i], &s->scratch, &row) != 0)
                        return -EIO;
                r = mst_batch_add(batch, &row.event);
                if (r != 0)
                        return r;
        }
        return 0;
}

/* Numbers are for sources that have neither releases nor numbers of their own. */
static void batch_number(struct sending *s, size_t step, struct mst_batch *batch)
{
        if (s->options->first_number > 0)
                mst_batch_set_number(batch, s->options->first_number + step);
}

static int batch_make(struct sending *s, size_t index, struct mst_batch **ret)
{
        const struct step *step = &s->schedule->steps[index];
        SCOPED(mst_batch_unrefp) struct mst_batch *batch = NULL;
        struct manifest_release *release;
        size_t n;
        int r;

        release = &manifest_releases(s->manifest, &n)[step->release];
        assert(step->release < n);

        r = mst_batch_new(manifest_mapping(s->manifest)->source, &batch);
        if (r != 0)
                return r;
        pool_reset(&s->scratch);
        mst_batch_set_dry_run(batch, s->options->dry_run);
        batch_number(s, index, batch);
        r = step->batch == 0 ? end_make(s, release, batch) : events_make(s, step, release, batch);
        if (r != 0)
                return r;
        *ret = TAKE(batch);
        return 0;
}

/* ---- receipts ------------------------------------------------------------------------------ */

static void counts_add(struct mst_counts *to, const struct mst_counts *from)
{
        to->accepted += from->accepted;
        to->revised += from->revised;
        to->repeated += from->repeated;
        to->stale += from->stale;
        to->disputed += from->disputed;
        to->withdrawn += from->withdrawn;
        to->staged += from->staged;
        to->refused += from->refused;
}

/* The row that an exception speaks of: of the release's batch that it names, else of `step`. */
static const struct manifest_row *exception_row(const struct sending *s, const struct step *step,
                                                const struct mst_exception *exception)
{
        struct step at = *step;
        const struct manifest_release *release;
        size_t n, row;

        if (exception->release_batch > 0)
                at.batch = exception->release_batch;
        if (at.batch == 0)
                return NULL;
        release = &manifest_releases(s->manifest, &n)[at.release];
        row = batch_first_row(s, &at) + exception->index;
        return row < release->n_rows ? &release->rows[row] : NULL;
}

/* The daemon's sentence begins with the field, mostly. */
const char *exception_words(const struct mst_exception *exception, struct pool *pool)
{
        size_t length = strlen(exception->field);

        if (length == 0 || strncmp(exception->message, exception->field, length) == 0)
                return *exception->message ? exception->message
                                           : mst_enum_name(MST_ENUM_REASON, (int)exception->reason);
        return pool_print(pool, "%s%s%s", exception->field, *exception->message ? ": " : "",
                          exception->message);
}

static void exception_tell(struct sending *s, const struct step *step, const struct mst_exception *exception)
{
        const struct manifest_row *row = exception_row(s, step, exception);
        const char *path = row ? manifest_file(s->manifest, row->file) : manifest_mapping(s->manifest)->path;

        /* An older vintage is stale by its nature: counted, not complained of. */
        if (exception->verdict == MST_VERDICT_STALE)
                return;
        faults_add(&s->result->faults, path, row ? row->line : 0, 0, "%s: %s: %s",
                   mst_enum_name(MST_ENUM_VERDICT, (int)exception->verdict), exception->id,
                   exception_words(exception, &s->scratch));
}

/* A batch that was refused whole, and a release that came to nothing. */
static void whole_tell(struct sending *s, const struct step *step, const struct mst_receipt *receipt)
{
        size_t n;
        const struct manifest_release *release = &manifest_releases(s->manifest, &n)[step->release];
        char day[CIVIL_TEXT_MAX], which[24] = "its end";

        if (receipt->reason == MST_REASON_UNSPECIFIED)
                return;
        s->result->batches_refused++;
        if (step->batch > 0)
                (void)snprintf(which, sizeof(which), "batch %u", step->batch);
        faults_add(&s->result->faults, manifest_mapping(s->manifest)->path, 0, 0,
                   "release %s, %s: refused: %s: %s", civil_format(release->day, day), which,
                   mst_enum_name(MST_ENUM_REASON, (int)receipt->reason), receipt->message);
}

static bool state_has_failed(enum mst_release_state state)
{
        return state == MST_RELEASE_STATE_QUARANTINED || state == MST_RELEASE_STATE_ABORTED ||
               state == MST_RELEASE_STATE_DROPPED;
}

static void release_hear(struct sending *s, const struct step *step,
                         const struct mst_release_verdict *verdict)
{
        struct release_heard *heard = &s->heard[step->release];

        if (verdict->state == MST_RELEASE_STATE_COUNTED)
                heard->counts = verdict->counts;
        if (state_has_failed(verdict->state) && heard->state != verdict->state)
                faults_add(&s->result->faults, manifest_mapping(s->manifest)->path, 0, 0,
                           "release %s: %s: %s", verdict->vintage.date,
                           mst_enum_name(MST_ENUM_RELEASE_STATE, (int)verdict->state), verdict->message);
        /* A receipt for what was sent again may be older than what is known. */
        if (verdict->state != MST_RELEASE_STATE_OPEN || heard->state == MST_RELEASE_STATE_UNSPECIFIED)
                heard->state = verdict->state;
}

static void receipt_take(struct sending *s, const struct mst_receipt *receipt)
{
        size_t index = (size_t)(uintptr_t)receipt->userdata;
        const struct step *step = &s->schedule->steps[index];
        struct send_result *result = s->result;

        s->done++;
        result->batches++;
        result->events += batch_n_rows(s, step);
        result->journal_changed |= receipt->journal_changed;
        counts_add(&result->counts, &receipt->counts);
        for (size_t i = 0; i < receipt->exceptions_count; i++)
                exception_tell(s, step, &receipt->exceptions[i]);
        whole_tell(s, step, receipt);
        s->heard[step->release].staged |= receipt->counts.staged > 0;
        if (receipt->release)
                release_hear(s, step, receipt->release);
        if (s->options->progress)
                s->options->progress(s->options->userdata, result->events, s->events_total);
}

/* ---- the way ------------------------------------------------------------------------------- */

static int fill_window(struct sending *s)
{
        while (s->next < s->schedule->n) {
                SCOPED(mst_batch_unrefp) struct mst_batch *batch = NULL;
                struct mst_publisher_state state;
                int r;

                mst_publisher_state(s->publisher, &state);
                if (state.in_flight >= state.window)
                        return 0;
                r = batch_make(s, s->next, &batch);
                if (r != 0)
                        return r;
                r = mst_publisher_send(s->publisher, &batch, (void *)(uintptr_t)s->next, NULL);
                if (r == MST_WINDOW_FULL)
                        return 0;
                if (r != 0)
                        return r;
                s->next++;
        }
        return 0;
}

/* 0 with a receipt taken, MST_TIMEOUT, or what went wrong. Waits in short pieces as long as the
 * daemon was never there, since only its connection says that it is. */
static int take_one(struct sending *s)
{
        SCOPED(mst_receipt_unrefp) struct mst_receipt *receipt = NULL;
        struct mst_publisher_state state;
        int r;

        mst_publisher_state(s->publisher, &state);
        r = mst_publisher_receive(s->publisher,
                                  s->done == 0 && !state.connected ? s->options->connect_msec
                                                                   : s->options->quiet_msec,
                                  &receipt);
        if (r == 0)
                receipt_take(s, receipt);
        return r;
}

/* The verdicts on a release come with each of its receipts, also with those that say that all
 * of it is known already: then nothing was judged now. */
static void releases_count(struct sending *s)
{
        size_t n;
        const struct manifest_release *releases = manifest_releases(s->manifest, &n);

        for (size_t i = 0; i < n; i++) {
                const struct release_heard *heard = &s->heard[i];

                if (releases[i].day == CIVIL_NONE)
                        continue;
                if (heard->state == MST_RELEASE_STATE_COUNTED)
                        s->result->releases_counted++;
                else if (state_has_failed(heard->state))
                        s->result->releases_failed++;
                else
                        s->result->releases_waiting++;
                if (heard->state == MST_RELEASE_STATE_COUNTED && heard->staged)
                        counts_add(&s->result->judged, &heard->counts);
        }
}

static enum send_end end_of_timeout(struct sending *s)
{
        struct mst_publisher_state state;

        mst_publisher_state(s->publisher, &state);
        return s->done == 0 && !state.connected ? SEND_UNREACHED : SEND_TIMEOUT;
}

int send_all(struct manifest *manifest, const struct schedule *schedule, struct mst_publisher *publisher,
             const struct send_options *options, struct send_result *ret)
{
        struct sending s = {.manifest = manifest,
                            .schedule = schedule,
                            .publisher = publisher,
                            .options = options,
                            .result = ret};
        struct mst_publisher_state state;
        size_t n_releases;
        int r = 0;

        assert(manifest && schedule && publisher && options && ret);

        *ret = (struct send_result){0};
        (void)manifest_releases(manifest, &n_releases);
        s.heard = calloc(n_releases + 1, sizeof(*s.heard));
        if (!s.heard)
                out_of_memory();
        for (size_t i = 0; i < schedule->n; i++)
                s.events_total += batch_n_rows(&s, &schedule->steps[i]);

        while (s.done < schedule->n) {
                r = fill_window(&s);
                if (r == 0)
                        r = take_one(&s);
                if (r != 0)
                        break;
        }

        if (r == MST_TIMEOUT) {
                ret->end = end_of_timeout(&s);
                r = 0;
        } else if (r == MST_TOO_LARGE) {
                ret->end = SEND_TOO_LARGE;
                r = 0;
        } else if (r > 0)
                r = -EPROTO;
        mst_publisher_state(publisher, &state);
        ret->resent = state.batches_resent;
        releases_count(&s);
        free(s.heard);
        pool_done(&s.scratch);
        return r;
}

bool send_has_refusals(const struct send_result *result)
{
        return result->counts.refused > 0 || result->counts.disputed > 0 || result->judged.refused > 0 ||
               result->judged.disputed > 0 || result->batches_refused > 0 || result->releases_failed > 0;
}
