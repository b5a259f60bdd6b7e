/* tests/unit/query/way.c: see way.h. */
#include "unit/query/way.h"

#include <check.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/civil.h"

#define TODAY "2027-06-15"

const char way_yaml[] =
        "clock: events\n"
        "currency: USD\n"
        "sources:\n"
        "  - {name: customs, kinds: trade, reports: BY, resolution: month, numbers: by-release,\n"
        "     levels: {commodity: chapter}}\n"
        "  - {name: registry, kinds: trade, reports: BY, resolution: day, complete-after: 10 days,\n"
        "     levels: {commodity: chapter}}\n"
        "  - {name: queue, kinds: trade, reports: BY, resolution: day, numbers: by-arrival}\n"
        "corridors:\n"
        "  - {name: north, between: [BY, RU]}\n"
        "  - {name: south, between: [BY, UA]}\n"
        "measures:\n"
        "  - {name: turnover, corridor: north, sum: trade.value, window: calendar-year, by: [flow, hs2],\n"
        "     sources: [customs]}\n"
        "  - {name: trailing, corridor: north, sum: trade.value, window: last-3-months, sources: [customs]}\n"
        "  - {name: daily, corridor: north, sum: trade.value, window: calendar-day, by: [flow, hs2],\n"
        "     sources: [registry]}\n"
        "  - {name: arrived, corridor: south, count: trade, window: calendar-month, sources: [queue]}\n"
        "milestones:\n"
        "  - {name: turnover-1000, measure: turnover, reach: 1000 USD, from: 2024-01-01, by: 2024-12-31,\n"
        "     steps: [50%]}\n"
        "  - {name: each-day, measure: daily, reach: 10 USD, each: day, from: 2024-01-01}\n";

/* ---- life ---- */

static size_t list_counters(void *context, struct query_counter *ret, size_t max)
{
        struct way *way = context;

        ck_assert_uint_ge(max, 1);
        ret[0] = (struct query_counter){"batches_received", "messages", "taken", false,
                                        way->counters.batches_received};
        return 1;
}

static bool take_command(void *context, const char *verb, char *const *arguments, size_t arguments_count,
                         bool dry_run, const char **ret_message)
{
        struct way *way = context;

        (void)arguments;
        (void)arguments_count;
        free(way->command);
        way->command = strdup(verb);
        *ret_message = dry_run ? "would be done" : "is done";
        return !dry_run;
}

static void open_journal(struct way *way)
{
        struct journal_options options = {
                .pending_bytes_max = way->pending_bytes_max,
                .free_floor_bytes = way->free_floor_bytes,
                .disk = way->disk ? &way->disk->disk : NULL,
        };
        const struct journal_identity *identity;
        char *why = NULL;

        ck_assert_int_eq(journal_open(way->journal_folder, &options, &way->pipeline.journal, &why), 0);
        identity = journal_identity(way->pipeline.journal);
        memcpy(way->pipeline.identity.journal_id, identity->id, sizeof(identity->id));
        way->pipeline.identity.epoch = identity->epoch;
}

static void open_store(struct way *way)
{
        struct store_options options = {.folder = way->store_folder, .disk = way->store_disk};
        char *why = NULL;

        memcpy(options.journal_id, way->pipeline.identity.journal_id, sizeof(options.journal_id));
        ck_assert_int_eq(store_open(&options, &way->pipeline.store, &why), 0);
}

int way_up(struct way *way)
{
        struct pipeline *pipeline = &way->pipeline;

        *pipeline = (struct pipeline){.counters = &way->counters};
        open_journal(way);
        open_store(way);
        ck_assert_int_eq(decoder_new(&pipeline->decoder), 0);
        ck_assert_int_eq(core_new(&pipeline->core), 0);
        ck_assert_int_eq(outbox_new(&pipeline->identity, &pipeline->outbox), 0);
        ck_assert_int_eq(hold_new(&pipeline->hold), 0);
        way->query = (struct query){
                .core = pipeline->core,
                .store = pipeline->store,
                .outbox = pipeline->outbox,
                .identity = pipeline->identity,
                .status = {.state = "running", .timezone = "UTC"},
                .counters = list_counters,
                .command = take_command,
                .context = way,
        };
        return pipeline_restore(pipeline);
}

void way_down(struct way *way)
{
        struct pipeline *pipeline = &way->pipeline;

        query_done(&way->query);
        store_close(pipeline->store);
        (void)journal_close(pipeline->journal);
        hold_free(pipeline->hold);
        outbox_free(pipeline->outbox);
        core_free(pipeline->core);
        decoder_free(pipeline->decoder);
        pipeline_done(pipeline);
}

void way_init(struct way *way, struct false_disk *disk)
{
        *way = (struct way){.disk = disk};
        scratch_make(way->journal_folder);
        scratch_make(way->store_folder);
        ck_assert_int_eq(way_up(way), 0);
}

void way_done(struct way *way)
{
        way_down(way);
        wire_out_done(&way->bytes);
        free(way->command);
        scratch_remove(way->journal_folder);
        scratch_remove(way->store_folder);
}

/* ---- the way ---- */

int way_work(struct way *way)
{
        bool more = true;
        int r = 0;

        while (more && r == 0)
                r = pipeline_work(&way->pipeline, &more);
        return r;
}

void way_settle(struct way *way)
{
        struct pipeline *pipeline = &way->pipeline;

        ck_assert_int_eq(way_work(way), 0);
        ck_assert_int_eq(scratch_await(pipeline->journal, journal_last(pipeline->journal)), 0);
        ck_assert_int_eq(pipeline_settled(pipeline), 0);
        ck_assert_uint_eq(hold_count(pipeline->hold), 0);
}

void way_checkpoint(struct way *way, uint64_t keep_notifications)
{
        struct pipeline *pipeline = &way->pipeline;
        uint64_t position = pipeline->applied;

        ck_assert_int_eq(pipeline_checkpoint(pipeline, keep_notifications), 0);
        ck_assert_int_eq(scratch_await(pipeline->journal, journal_last(pipeline->journal)), 0);
        ck_assert_int_eq(pipeline_settled(pipeline), 0);
        while (store_position(pipeline->store) < position) {
                struct pollfd fd = {.fd = store_fd(pipeline->store), .events = POLLIN};

                ck_assert_int_eq(poll(&fd, 1, 60000), 1);
                ck_assert_int_eq(store_dispatch(pipeline->store), 0);
        }
        way_settle(way);
}

/* The text that the journal keeps. */
struct config *way_config(const char *yaml)
{
        SCOPED(config_errors_done) struct config_errors errors = {0};
        const struct config_environment environment = {"/run/milestoned", "/var/lib/milestoned", NULL};
        char path[] = "/tmp/milestone-way-XXXXXX.yaml";
        struct config *config = NULL;
        int fd = mkstemps(path, 5);
        int r;

        ck_assert_int_ge(fd, 0);
        ck_assert_int_eq(write(fd, yaml, strlen(yaml)), (ssize_t)strlen(yaml));
        close(fd);
        r = config_read(path, &environment, &errors, &config);
        if (r != 0)
                config_errors_print(&errors, stderr);
        ck_assert_int_eq(r, 0);
        unlink(path);
        return config;
}

void way_configure(struct way *way, const char *yaml)
{
        struct pipeline *pipeline = &way->pipeline;
        struct config *config = way_config(yaml);

        if (journal_last(pipeline->journal) == 0)
                ck_assert_int_eq(pipeline_append_upgrade(pipeline), 0);
        ck_assert_int_eq(pipeline_append_configuration(pipeline, config->config_text), 0);
        way_settle(way);
        ck_assert_int_eq(pipeline_append_activate(pipeline, pipeline->configuration_new), 0);
        way_settle(way);
        config_free(config);
}

/* ---- what is said ---- */

struct event_made {
        Milestone__V1__Event event;
        Milestone__V1__Trade trade;
        Milestone__V1__Quantity value;
        Milestone__V1__Withdrawal withdrawal;
};

static void make_event(const struct said *said, bool numbered, struct event_made *ret)
{
        milestone__v1__event__init(&ret->event);
        milestone__v1__trade__init(&ret->trade);
        milestone__v1__quantity__init(&ret->value);
        milestone__v1__withdrawal__init(&ret->withdrawal);
        ret->event.id = SAY(said->id);
        ret->event.revision = numbered ? said->number : 0;
        ret->event.period = SAY(said->period);
        ret->value.units = said->value;
        ret->trade.reporter = SAY("BY");
        ret->trade.partner = SAY(said->partner ? said->partner : "RU");
        ret->trade.flow = said->flow ? said->flow : MILESTONE__V1__FLOW__FLOW_EXPORT;
        ret->trade.commodity = SAY(said->commodity ? said->commodity : "27");
        ret->trade.value = &ret->value;
        ret->trade.currency = SAY(said->currency ? said->currency : "USD");
        ret->withdrawal.reason = MILESTONE__V1__WITHDRAWAL_REASON__WITHDRAWAL_REASON_ERROR;
        ret->event.what_case = said->withdrawn ? MILESTONE__V1__EVENT__WHAT_WITHDRAWAL
                                               : MILESTONE__V1__EVENT__WHAT_TRADE;
        if (said->withdrawn)
                ret->event.withdrawal = &ret->withdrawal;
        else
                ret->event.trade = &ret->trade;
}

static int take(struct way *way, const Milestone__V1__EventBatch *batch, void *socket,
                const struct route *route)
{
        struct arrival arrival = {.socket = socket, .peer = "ipc://intake"};
        struct frame frame = {.length = milestone__v1__event_batch__get_packed_size(batch),
                              .peer = TEXT("ipc://intake"),
                              .received_usec = 1718438400000000};
        uint8_t *bytes = malloc(frame.length + 1);
        int r;

        ck_assert_ptr_nonnull(bytes);
        milestone__v1__event_batch__pack(batch, bytes);
        frame.data = bytes;
        ck_assert_int_eq(civil_parse(TEXT(TODAY), &frame.received_day), 0);
        if (route)
                arrival.route = *route;
        r = pipeline_take(&way->pipeline, &arrival, &frame);
        free(bytes);
        return r;
}

int way_take(struct way *way, const struct batch_said *said, void *socket, const struct route *route)
{
        Milestone__V1__EventBatch batch;
        Milestone__V1__Vintage vintage;
        Milestone__V1__ReleaseEnd end;
        struct event_made *made = calloc(said->count + 1, sizeof(*made));
        Milestone__V1__Event **events = calloc(said->count + 1, sizeof(Milestone__V1__Event *));
        char *periods[] = {SAY(said->end_period)};
        int r;

        ck_assert(made && events);
        for (size_t i = 0; i < said->count; i++) {
                make_event(&said->events[i], said->number == 0 && !said->vintage, &made[i]);
                events[i] = &made[i].event;
        }
        milestone__v1__event_batch__init(&batch);
        milestone__v1__vintage__init(&vintage);
        milestone__v1__release_end__init(&end);
        batch.version = PROTOCOL_VERSION;
        batch.source = SAY(said->source);
        batch.request_id = (ProtobufCBinaryData){3, (uint8_t *)SAY("req")};
        batch.number = said->number;
        batch.dry_run = said->dry_run;
        batch.events = events;
        batch.n_events = said->count;
        vintage.date = SAY(said->vintage);
        end.vintage = &vintage;
        end.batches = 1;
        end.events = said->end_events;
        end.periods = periods;
        end.n_periods = 1;
        end.complete = true;
        end.replaces = true;
        if (said->end_period) {
                batch.release_end = &end;
        } else if (said->vintage) {
                batch.vintage = &vintage;
                batch.release_batch = said->release_batch;
        }
        r = take(way, &batch, socket, route);
        free(made);
        free(events);
        return r;
}

void way_say_batch(struct way *way, const struct batch_said *batch)
{
        uint64_t position = journal_last(way->pipeline.journal);

        ck_assert_int_eq(way_take(way, batch, NULL, NULL), 0);
        ck_assert_uint_eq(journal_last(way->pipeline.journal), position + 1); /* not refused */
        way_settle(way);
}

void way_say(struct way *way, const char *source, const struct said *events, size_t count)
{
        way_say_batch(way, &(struct batch_said){.source = source, .events = events, .count = count});
}

void way_release(struct way *way, const char *vintage, const char *period, const struct said *events,
                 size_t count)
{
        way_say_batch(way, &(struct batch_said){.source = "customs",
                                                .events = events,
                                                .count = count,
                                                .vintage = vintage,
                                                .release_batch = 1});
        way_say_batch(way, &(struct batch_said){.source = "customs",
                                                .vintage = vintage,
                                                .end_period = period,
                                                .end_events = count});
}

/* ---- what is asked ---- */

Answer *way_ask_any(struct way *way, Question *question)
{
        size_t length = milestone__v1__question__get_packed_size(question);
        uint8_t *bytes = malloc(length + 1);
        Answer *answer;

        ck_assert_ptr_nonnull(bytes);
        milestone__v1__question__pack(question, bytes);
        way->query.position = way->pipeline.applied;
        wire_out_clear(&way->bytes);
        ck_assert_int_eq(query_answer(&way->query, bytes, length, &way->bytes, &way->failed), 0);
        free(bytes);

        ck_assert_uint_le(way->bytes.length, MESSAGE_BYTES_MAX);
        answer = milestone__v1__answer__unpack(NULL, way->bytes.length, way->bytes.data);
        ck_assert_ptr_nonnull(answer);
        ck_assert_uint_eq(answer->version, PROTOCOL_VERSION);
        ck_assert_uint_eq(answer->position, way->pipeline.applied);
        ck_assert_uint_eq(answer->epoch, way->pipeline.identity.epoch);
        ck_assert_uint_eq(answer->journal_id.len, JOURNAL_ID_LENGTH);
        ck_assert_mem_eq(answer->journal_id.data, way->pipeline.identity.journal_id, JOURNAL_ID_LENGTH);
        ck_assert_int_eq(way->failed, answer->tell_case == MILESTONE__V1__ANSWER__TELL_FAILURE);
        ck_assert(way->failed || (int)answer->tell_case == (int)question->ask_case);
        return answer;
}

Answer *way_ask(struct way *way, Question *question)
{
        Answer *answer = way_ask_any(way, question);

        ck_assert_msg(!way->failed, "not answered: %s", way->failed ? answer->failure->message : "");
        return answer;
}

void answer_free(Answer *answer)
{
        milestone__v1__answer__free_unpacked(answer, NULL);
}

void way_asks_in_vain(struct way *way, Question *question, Milestone__V1__Failure__Why why, const char *field,
                      const char *nearest)
{
        SCOPED(answer_freep) Answer *answer = way_ask_any(way, question);

        ck_assert_msg(way->failed, "it was answered, wanted a failure of \"%s\"", field);
        ck_assert_int_eq(answer->failure->why, why);
        ck_assert_str_eq(answer->failure->field, field);
        ck_assert_uint_gt(strlen(answer->failure->message), 0);
        if (nearest)
                ck_assert_str_eq(answer->failure->nearest, nearest);
}
