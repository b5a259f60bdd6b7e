/* host/desk.c: questions from the desk's socket to query, answers back when they are settled. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>

#include "core/reads.h"
#include "host/host_inside.h"

static void count_store(const struct store *store, struct counters *counters)
{
        struct store_stats stats;

        store_stats(store, &stats);
        counters->store_position = stats.last_checkpoint_position;
        counters->store_front_bytes = stats.front_bytes;
        counters->store_disk_bytes = stats.disk_bytes;
        counters->store_segments = stats.log.segments;
        counters->store_dead_bytes = stats.log.dead_bytes;
        counters->store_places_left = stats.log.places_left;
        counters->store_runs = stats.log.runs;
        counters->store_runs_bad = stats.log.runs_bad_at_start;
        counters->store_merges = stats.log.merges;
        counters->store_merge_waits = stats.log.merge_waits;
        counters->store_log_bytes = stats.log.appended_bytes;
        counters->store_moved_bytes = stats.log.moved_bytes;
        counters->store_index_bytes = stats.log.sealed_bytes + stats.log.merged_bytes;
}

static size_t list_counters(void *context, struct query_counter *ret, size_t max)
{
        struct host *host = context;
        struct counters *counters = &host->counters;
        struct journal_stats journal;
        struct core_stats core;
        size_t count = 0;

        journal_stats(host->pipeline.journal, &journal);
        count_store(host->pipeline.store, counters);
        core_stats(host->pipeline.core, &core);
        counters->journal_position = journal_last(host->pipeline.journal);
        counters->journal_settled = journal_settled(host->pipeline.journal);
        counters->journal_syncs = journal.syncs;
        counters->journal_sync_usec = journal.sync_usec;
        counters->journal_groups = journal.groups;
        counters->journal_bytes = journal.bytes;
        counters->journal_pending_bytes = journal.pending_bytes;
        counters->batches_waiting = turns_waiting(host->turns);
        counters->held_messages = hold_count(host->pipeline.hold);
        counters->series = core.series;
        counters->tally_months = core.pages;
        counters->milestone_instances = core.instances;
        counters->open_releases = core.open_releases;
        counters->records = core.records;
        counters->controls_left_out = core.controls_left_out;
        counters->amounts_unwatched = core.unwatched;

        for (size_t i = 0; i < counter_rows_count && count < max; i++)
                ret[count++] = (struct query_counter){
                        .name = counter_rows[i].name,
                        .unit = counter_rows[i].unit,
                        .meaning = counter_rows[i].meaning,
                        .gauge = counter_rows[i].gauge,
                        .value = *(const uint64_t *)(const void *)((const char *)counters +
                                                                   counter_rows[i].offset),
                };
        return count;
}

static bool begin_checkpoint(void *context)
{
        return loop_checkpoint(context) == 0;
}

static int check_configuration(void *context, char *ret, size_t size)
{
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config_environment environment = config_environment_of_process();
        struct host *host = context;
        struct config *config = NULL;
        int r;

        environment.timezone_is_known = clock_zone_is_known;
        r = config_read(host->options.config_path, &environment, &errors, &config);
        if (r == CONFIG_REFUSED && errors.count)
                snprintf(ret, size, "%s:%u:%u: %s%s", errors.list[0].file, errors.list[0].line,
                         errors.list[0].column, errors.list[0].what,
                         errors.count > 1 ? " (and more: milestonectl check)" : "");
        else if (r < 0)
                snprintf(ret, size, "it cannot be read: %s", strerror(-r));
        config_free(config);
        return r;
}

/* Only what the core held: what decode refused cannot be applied as it came. */
static bool release(void *context, uint64_t position, uint32_t index, bool dry_run, char *ret, size_t size)
{
        const struct decision decision = {DECISION_RELEASE, position, index};
        const struct quarantined *line;
        struct host *host = context;
        int r;

        r = quarantine_line(&host->pipeline, position, index, &line);
        if (r == 0 && !line)
                snprintf(ret, size, "no event lies in quarantine at position %llu, index %u",
                         (unsigned long long)position, index);
        else if (r == 0 && line->reason != REASON_PLAUSIBILITY)
                snprintf(ret, size,
                         "%" TEXT_FORMAT " was refused for what it says (%" TEXT_FORMAT
                         "): correct it and publish it again",
                         TEXT_ARGUMENTS(line->id), TEXT_ARGUMENTS(line->message));
        if (r == 0 && (!line || line->reason != REASON_PLAUSIBILITY))
                return false;
        if (r == 0 && !dry_run)
                r = pipeline_append_decision(&host->pipeline, &decision);
        if (r == 0 && !dry_run)
                r = sd_event_source_set_enabled(host->work, SD_EVENT_ON); /* it is to be applied */
        if (r < 0) {
                snprintf(ret, size, "the decision could not be written: %s", strerror(-r));
                return false;
        }
        snprintf(ret, size, "%" TEXT_FORMAT " of %" TEXT_FORMAT " %s as it came", TEXT_ARGUMENTS(line->id),
                 TEXT_ARGUMENTS(line->source), dry_run ? "would be applied" : "is applied");
        return true;
}

static bool command(void *context, const char *verb, char *const *arguments, size_t arguments_count,
                    bool dry_run, const char **ret_message)
{
        struct host *host = context;
        const struct control_host control = {host, begin_checkpoint, check_configuration, release};
        bool done = control_command(&control, verb, arguments, arguments_count, dry_run, host->sentence);

        wire_out_clear(&host->pipeline.bytes); /* it may have written an entry; the answer comes there next */
        *ret_message = host->sentence;
        return done;
}

void desk_init(struct host *host)
{
        host->query = (struct query){
                .core = host->pipeline.core,
                .store = host->pipeline.store,
                .outbox = host->pipeline.outbox,
                .identity = host->pipeline.identity,
                .counters = list_counters,
                .command = command,
                .context = host,
        };
        snprintf(host->timezone, sizeof(host->timezone), "%" TEXT_FORMAT,
                 TEXT_ARGUMENTS(host->config->plan->timezone));
}

static uint64_t free_bytes(const struct host *host)
{
        struct statvfs status;

        if (statvfs(host->config->host.state_folder.data, &status) < 0)
                return 0;
        return (uint64_t)status.f_bavail * status.f_frsize;
}

static void refresh_status(struct host *host)
{
        struct query_status *status = &host->query.status;
        uint64_t free = free_bytes(host);

        *status = (struct query_status){
                .state = host->waits_for_disk ? "busy: intake waits for the disk" : "running",
                .timezone = host->timezone,
                .journal_last = journal_last(host->pipeline.journal),
                .journal_settled = journal_settled(host->pipeline.journal),
                .started_usec = host->started_usec,
                .now_usec = clock_now_usec(),
                .held = hold_count(host->pipeline.hold),
                .disk_free_bytes = free,
                .attention = host->attention_list,
        };
        if ((int64_t)free < host->config->host.free_floor_bytes) {
                status->state = "refusing: the disk is below its floor of free space";
                snprintf(
                        host->attention[0], ATTENTION_TEXT_MAX,
                        "the disk has %llu bytes free, below the floor of %lld: batches are told retry later",
                        (unsigned long long)free, (long long)host->config->host.free_floor_bytes);
                host->attention_list[status->attention_count++] = host->attention[0];
        }
}

static int refuse(struct host *host, const struct past_question *question, bool busy, const char *why)
{
        host->counters.questions_failed++;
        return query_refuse(&host->query, question->bytes, question->length, busy, "as_of", why,
                            &host->pipeline.bytes);
}

/* A question about the past goes to its thread; `*ret_later`: the answer comes from there. */
static int answer(struct host *host, struct past_question *question, bool *ret_later)
{
        bool failed = true;
        const char *why;
        int r;

        *ret_later = false;
        r = query_as_of(&host->query, question->bytes, question->length, &question->as_of, &why);
        if (r == QUERY_BAD_TIME)
                return refuse(host, question, false, why);
        if (question->as_of.position > host->pipeline.applied ||
            question->as_of.position > journal_settled(host->pipeline.journal))
                return refuse(host, question, true, "as_of_position: this position has not come yet");
        if (question->as_of.asked) {
                r = past_ask(host->past, question);
                *ret_later = r == 0;
                return r == PAST_FULL ? refuse(host, question, true,
                                               "as_of: many questions about the past are being worked out: ask "
                                               "again later")
                                      : r;
        }
        r = query_answer(&host->query, question->bytes, question->length, &host->pipeline.bytes, &failed);
        host->counters.questions_failed += failed;
        return r;
}

/* One question. 0, ROUTER_EMPTY, or -errno. */
int desk_answer(struct host *host, void *socket)
{
        struct pipeline *pipeline = &host->pipeline;
        struct past_question question = {.socket = socket};
        char peer[PEER_TEXT_MAX];
        bool later = false;
        zmq_msg_t body;
        int r;

        zmq_msg_init(&body);
        r = router_receive(socket, &question.route, &body, peer);
        if (r == 0 || r == ROUTER_FRAMES) {
                refresh_status(host);
                host->query.position = pipeline->applied;
                wire_out_clear(&pipeline->bytes);
                host->counters.questions++;
                question.bytes = r == 0 ? zmq_msg_data(&body) : NULL;
                question.length = r == 0 ? zmq_msg_size(&body) : 0;
                r = answer(host, &question, &later);
                if (r == 0 && !later)
                        r = hold_add_reply(pipeline->hold, HELD_ANSWER, pipeline->applied, socket,
                                           &question.route, pipeline->bytes.data, pipeline->bytes.length);
        }
        zmq_msg_close(&body);
        return r;
}

int desk_answer_past(struct host *host)
{
        struct past_answer answer;
        int r;

        while ((r = past_take(host->past, &answer)) == 0) {
                host->counters.questions_failed += answer.failed;
                r = hold_add_reply(host->pipeline.hold, HELD_ANSWER, host->pipeline.applied, answer.socket,
                                   &answer.route, answer.bytes, answer.length);
                if (r < 0)
                        return r;
        }
        return r < 0 ? r : pipeline_settled(&host->pipeline);
}
