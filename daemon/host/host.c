/* host/host.c: the life of the daemon, in the order in which it happens. */
#include "host/host.h"

#include <errno.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <systemd/sd-daemon.h>

#include "core/reads.h"
#include "host/catchup.h"
#include "host/host_inside.h"
#include "host/last_words.h"
#include "host/log.h"
#include "host/messages.h"
#include "transport/socket.h"

#define PATH_BYTES_MAX 4096

/* ---- configuration ---- */

static int read_configuration(struct host *host)
{
        SCOPED(config_errors_done) struct config_errors errors = {0};
        struct config_environment environment = config_environment_of_process();
        int r;

        environment.timezone_is_known = clock_zone_is_known;
        r = config_read(host->options.config_path, &environment, &errors, &host->config);
        if (r == 0)
                r = clock_new(host->config->plan->timezone, &host->clock);
        if (r == 0)
                return 0;

        config_errors_print(&errors, stderr);
        log_line(LOG_ERR, MESSAGE_CONFIGURATION_BAD, "the configuration %s is not usable: %zu errors%s%s",
                 host->options.config_path, errors.count + errors.more, r < 0 ? ", " : "",
                 r < 0 ? strerror(-r) : "");
        return EXIT_CONFIGURATION;
}

/* ---- journal and store ---- */

/* A checkpoint proves that its position was on disk: a journal that ends before it has lost something.
 * What cannot be read of a store is said when it is opened. */
static void know_settled(const char *state_folder, uint8_t journal_id[16], struct journal_options *options)
{
        char folder[PATH_BYTES_MAX];
        uint64_t position;

        snprintf(folder, sizeof(folder), "%s/store", state_folder);
        if (store_look(folder, journal_id, &position) == 0) {
                options->settled_known = position;
                options->settled_of = journal_id;
        }
}

static int open_journal(struct host *host)
{
        const struct config_host *config = &host->config->host;
        struct journal_options options = {
                .free_floor_bytes = (uint64_t)config->free_floor_bytes,
                .pending_bytes_max = (uint64_t)config->journal_pending_bytes_max,
        };
        const struct journal_identity *identity;
        uint8_t journal_id[16];
        char folder[PATH_BYTES_MAX];
        struct journal_stats stats;
        char *why = NULL;
        int r;

        know_settled(config->state_folder.data, journal_id, &options);
        snprintf(folder, sizeof(folder), "%s/journal", config->state_folder.data);
        r = journal_open(folder, &options, &host->pipeline.journal, &why);
        if (r != 0) {
                log_line(LOG_CRIT, MESSAGE_JOURNAL_UNUSABLE, "the journal cannot be opened: %s",
                         why ? why : strerror(r < 0 ? -r : EINVAL));
                free(why);
                return r < 0 ? EXIT_DISK : EXIT_FAILED;
        }

        journal_stats(host->pipeline.journal, &stats);
        if (stats.cut_bytes)
                log_line(LOG_NOTICE, MESSAGE_TORN_TAIL,
                         "the journal's tail of %llu bytes had not been acknowledged to anybody and was cut",
                         (unsigned long long)stats.cut_bytes);
        identity = journal_identity(host->pipeline.journal);
        memcpy(host->pipeline.identity.journal_id, identity->id, JOURNAL_ID_LENGTH);
        host->pipeline.identity.epoch = identity->epoch;
        return 0;
}

static int open_store(struct host *host)
{
        char folder[PATH_BYTES_MAX];
        struct store_options options = {.folder = folder, .front_bytes_max = STORE_FRONT_BYTES};
        struct store_stats stats;
        char *why = NULL;
        int r;

        snprintf(folder, sizeof(folder), "%s/store", host->config->host.state_folder.data);
        memcpy(options.journal_id, host->pipeline.identity.journal_id, sizeof(options.journal_id));
        r = store_open(&options, &host->pipeline.store, &why);
        if (r != 0) {
                log_line(LOG_CRIT, MESSAGE_STORE_UNUSABLE, "the store cannot be opened: %s",
                         why ? why : strerror(r < 0 ? -r : EINVAL));
                free(why);
                return r < 0 ? EXIT_DISK : EXIT_FAILED;
        }
        store_stats(host->pipeline.store, &stats);
        if (stats.log.runs_bad_at_start > 0)
                log_line(LOG_WARNING, MESSAGE_STORE_REBUILT,
                         "%llu index runs of the store in %s were missing or damaged: all were made anew",
                         (unsigned long long)stats.log.runs_bad_at_start, folder);
        return 0;
}

static int make_rooms(struct host *host)
{
        struct pipeline *pipeline = &host->pipeline;
        int r;

        pipeline->counters = &host->counters;
        r = decoder_new(&pipeline->decoder);
        if (r == 0)
                r = core_new(&pipeline->core);
        if (r == 0)
                r = outbox_new(&pipeline->identity, &pipeline->outbox);
        if (r == 0)
                r = hold_new(&pipeline->hold);
        if (r == 0)
                r = pipeline_restore(pipeline);
        if (r == 0)
                return 0;

        log_line(LOG_CRIT, MESSAGE_STORE_UNUSABLE,
                 "the checkpoint cannot be taken up: %s%s%s; move the folder store away, and the start replays "
                 "the whole journal",
                 strerror(-r), *store_why(pipeline->store) ? ": " : "", store_why(pipeline->store));
        return EXIT_FAILED;
}

int host_new(const struct host_options *options, struct host **ret)
{
        struct host *host = calloc(1, sizeof(*host));
        sigset_t all;
        int r;

        /* libzmq's threads and ours must not get them: they are taken by the loop. */
        sigfillset(&all);
        last_words_keep(&all);
        if (!host || sigprocmask(SIG_BLOCK, &all, NULL) < 0 || sodium_init() < 0) {
                free(host);
                return EXIT_FAILED;
        }
        host->options = *options;
        host->started_usec = clock_now_usec();
        *ret = host;

        r = read_configuration(host);
        if (r == 0 && mkdir(host->config->host.state_folder.data, 0700) < 0 && errno != EEXIST) {
                log_line(LOG_CRIT, MESSAGE_JOURNAL_UNUSABLE, "%s: %s", host->config->host.state_folder.data,
                         strerror(errno));
                r = EXIT_DISK;
        }
        if (r == 0)
                r = open_journal(host);
        if (r == 0)
                r = open_store(host);
        return r != 0 ? r : make_rooms(host);
}

/* ---- failures ---- */

static int exit_code(int r)
{
        return r == -EIO || r == -ENOSPC || r == -EDQUOT || r == -EROFS ? EXIT_DISK : EXIT_FAILED;
}

/* In the words of the room that met it: errno, file and position. Whether one had any. */
static bool disk_failed(const struct host *host)
{
        const struct pipeline *pipeline = &host->pipeline;
        const char *journal = pipeline->journal ? journal_why(pipeline->journal) : "";
        const char *store = pipeline->store ? store_why(pipeline->store) : "";

        if (*journal)
                log_line(LOG_CRIT, MESSAGE_JOURNAL_FAILED, "the journal failed: %s", journal);
        if (*store)
                log_line(LOG_CRIT, MESSAGE_STORE_FAILED, "%s", store);
        return *journal || *store;
}

/* ---- replay ---- */

static void tell_progress(const struct pipeline *pipeline)
{
        sd_notifyf(0,
                   "EXTEND_TIMEOUT_USEC=30000000\nWATCHDOG=1\nSTATUS=Replaying the journal: %llu of %llu",
                   (unsigned long long)pipeline->applied,
                   (unsigned long long)journal_last(pipeline->journal));
}

static struct catchup catchup_of(struct host *host)
{
        return (struct catchup){
                .pipeline = &host->pipeline,
                .checkpoint_events = (uint64_t)host->config->host.checkpoint_events,
                .keep_notifications = (uint64_t)host->config->host.outbox_notifications,
                .progress = tell_progress,
        };
}

static int configure(const struct catchup *catchup, struct text config_text)
{
        bool changed;
        int r = catchup_configure(catchup, config_text, &changed);

        if (r == 0 && changed)
                log_line(LOG_NOTICE, MESSAGE_CONFIGURED, "a configuration took effect at position %llu",
                         (unsigned long long)catchup->pipeline->applied);
        return r;
}

int host_replay(struct host *host)
{
        const struct catchup catchup = catchup_of(host);
        struct pipeline *pipeline = &host->pipeline;
        uint64_t from = pipeline->applied;
        int64_t begin = clock_now_usec();
        int r;

        r = catchup_apply(&catchup);
        if (r == 0 && pipeline->state_version > CORE_STATE_VERSION) {
                log_line(LOG_CRIT, MESSAGE_JOURNAL_UNUSABLE,
                         "the journal was written by a newer program (state version %u, this one knows %u)",
                         pipeline->state_version, CORE_STATE_VERSION);
                return EXIT_FAILED;
        }
        if (r == 0) {
                if (pipeline->applied > from)
                        log_line(LOG_INFO, MESSAGE_REPLAYED,
                                 "replayed %llu entries of the journal behind the checkpoint in %lld ms",
                                 (unsigned long long)(pipeline->applied - from),
                                 (long long)((clock_now_usec() - begin) / 1000));
                r = configure(&catchup, host->config->config_text);
        }
        if (r == 0)
                return 0;

        if (!disk_failed(host))
                log_line(LOG_CRIT, MESSAGE_JOURNAL_UNUSABLE,
                         "the journal cannot be replayed at position %llu: %s",
                         (unsigned long long)(pipeline->applied + 1), strerror(-r));
        return exit_code(r);
}

/* ---- run ---- */

int host_run(struct host *host)
{
        int r;

        host->transport = transport_new();
        if (!host->transport)
                return EXIT_FAILED;
        desk_init(host);
        r = loop_new(host);
        if (r == 0) {
                sd_notifyf(0, "READY=1\nSTATUS=Running, at position %llu",
                           (unsigned long long)host->pipeline.applied);
                log_line(LOG_INFO, MESSAGE_STARTED, "milestoned %s is running, at position %llu",
                         MILESTONE_VERSION, (unsigned long long)host->pipeline.applied);
                r = sd_event_loop(host->event);
        }
        if (r >= 0)
                return EXIT_DONE;

        sd_notifyf(0, "STATUS=Failed at position %llu: %s", (unsigned long long)host->pipeline.applied,
                   strerror(-r));
        if (!disk_failed(host))
                log_line(LOG_CRIT, MESSAGE_STOPPED, "the daemon ends: %s", strerror(-r));
        return exit_code(r);
}

/* ---- end ---- */

int host_free(struct host *host, bool all_went_well)
{
        struct pipeline *pipeline;
        struct catchup catchup;
        int r = 0;

        if (!host)
                return 0;
        pipeline = &host->pipeline;

        if (all_went_well) {
                catchup = catchup_of(host);
                r = catchup_settle(&catchup);
        }
        if (r < 0)
                (void)disk_failed(host);
        loop_free(host);
        query_done(&host->query);
        transport_free(host->transport);
        store_close(pipeline->store);
        if (pipeline->journal)
                pipeline_forget(pipeline);
        if (pipeline->journal && journal_close(pipeline->journal) < 0)
                r = -EIO;
        core_free(pipeline->core);
        outbox_free(pipeline->outbox);
        hold_free(pipeline->hold);
        decoder_free(pipeline->decoder);
        pipeline_done(pipeline);
        clock_free(host->clock);
        config_free(host->config);
        free(host);
        return r < 0 ? EXIT_DISK : EXIT_DONE;
}
