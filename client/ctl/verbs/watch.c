/* milestonectl watch: the present first, then each notification as it is told, once and in
 * order, also across restarts of the daemon.
 *
 * Ends after --count notifications, with the reader of its output, at once with SIGINT, and with
 * SIGTERM when it has caught up with what the daemon had told by then. The cursor is written
 * behind the line that it stands for, so that a crash repeats a line rather than losing one. */
#include "base/text.h"
#include "news.h"
#include "number.h"
#include "session.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

enum { KEY_CURSOR = 0x200, KEY_START };

struct input {
        const char *cursor_file;
        uint64_t count; /* 0: without end */
        enum mst_start start;
        const char *const *topics;
        size_t n_topics;
};

struct watching {
        struct ctl *ctl;
        const struct input *input;
        struct mst_subscriber *subscriber;
        uint64_t told;
        bool last; /* SIGTERM: end when caught up */
        int64_t last_since_msec;
        bool done;
        int exit;
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
        struct input *input = state->input;

        switch (key) {
        case 'n':
                if (!number_parse(argument, 1, &input->count))
                        argp_error(state, "--count: \"%s\" is no number from 1", argument);
                return 0;
        case KEY_CURSOR:
                input->cursor_file = argument;
                return 0;
        case KEY_START:
                if (strcmp(argument, "present") == 0)
                        input->start = MST_START_PRESENT;
                else if (strcmp(argument, "live") == 0)
                        input->start = MST_START_LIVE;
                else if (strcmp(argument, "oldest") == 0)
                        input->start = MST_START_OLDEST;
                else
                        argp_error(state, "--start: present, live or oldest");
                return 0;
        case ARGP_KEY_ARGS:
                input->topics = (const char *const *)state->argv + state->next;
                input->n_topics = (size_t)(state->argc - state->next);
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

static const struct argp argp = {
        .options =
                (const struct argp_option[]){
                        {"count", 'n', "N", 0, "end after N notifications", 0},
                        {"start", KEY_START, "WHERE", 0,
                         "present (default): how everything stands, then what follows; live: only what "
                         "follows; "
                         "oldest: all that is kept, then what follows",
                         0},
                        {"cursor-file", KEY_CURSOR, "FILE", 0,
                         "go on where the last run ended, and write there where this one does", 0},
                        {0}},
        .parser = parse,
        .args_doc = "[TOPIC...]",
        .doc = "milestonectl watch milestone/belarus-leningrad/\n\nPrints what is told, as it is told. A "
               "TOPIC is a "
               "prefix: milestone/CORRIDOR/MILESTONE/KIND/, kind/KIND/, source/SOURCE/, "
               "measure/CORRIDOR/MEASURE/; "
               "without one everything about milestones and sources.",
};

static int64_t now_msec(void)
{
        struct timespec now;

        (void)clock_gettime(CLOCK_MONOTONIC, &now);
        return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* ---- the cursor ---------------------------------------------------------------------------- */

static int cursor_load(struct watching *w)
{
        char text[MST_CURSOR_TEXT_MAX] = "";
        FILE *file;
        int r;

        if (!w->input->cursor_file)
                return EXIT_DONE;
        file = fopen(w->input->cursor_file, "re");
        if (!file && errno == ENOENT)
                return EXIT_DONE;
        if (!file || (!fgets(text, sizeof(text), file) && ferror(file))) {
                ctl_say("%s: %s", w->input->cursor_file, strerror(errno));
                if (file)
                        (void)fclose(file);
                return EXIT_NO;
        }
        (void)fclose(file);
        text[strcspn(text, "\n")] = '\0';
        r = mst_subscriber_set_cursor(w->subscriber, text);
        return r == 0 ? EXIT_DONE : ctl_fail(r, w->input->cursor_file);
}

/* Whole or not at all: written beside, synced, renamed. */
static bool cursor_save(struct watching *w)
{
        char text[MST_CURSOR_TEXT_MAX], *beside;
        bool ok = false;
        size_t length;
        int fd;

        if (!w->input->cursor_file || mst_subscriber_cursor(w->subscriber, text) != 0)
                return true;
        beside = pool_print(&w->ctl->pool, "%s.new", w->input->cursor_file);
        fd = open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        if (fd >= 0) {
                length = strlen(text);
                text[length] = '\n';
                ok = write(fd, text, length + 1) == (ssize_t)length + 1 && fsync(fd) == 0;
                ok = close(fd) == 0 && ok && rename(beside, w->input->cursor_file) == 0;
        }
        if (!ok)
                ctl_say("%s: %s", w->input->cursor_file, strerror(errno));
        return ok;
}

/* ---- news ---------------------------------------------------------------------------------- */

static void news_print(struct watching *w, const struct mst_news *news)
{
        switch (news->what) {
        case MST_NEWS_NOTIFICATION:
                news_notification(w->ctl, news->notification);
                w->told++;
                break;
        case MST_NEWS_MEASURE:
                news_measure(w->ctl, news->measure);
                break;
        case MST_NEWS_MILESTONE:
                news_milestone(w->ctl, news->milestone);
                break;
        case MST_NEWS_PRESENT:
                news_mark(w->ctl, "present", news->sequence,
                          "this was the present; what follows is told as it happens");
                break;
        case MST_NEWS_RESYNC:
                news_mark(w->ctl, "resync", news->sequence,
                          "the daemon was restored or is another one: what was told before may be void");
                break;
        case MST_NEWS_GONE:
                news_mark(w->ctl, "gone", news->sequence,
                          "the daemon no longer keeps some of what was told meanwhile");
                break;
        }
}

/* All that is there; `done` when enough was told. */
static int take_all(struct watching *w)
{
        while (!w->done) {
                SCOPED(mst_news_unrefp) struct mst_news *news = NULL;
                int r;

                r = mst_subscriber_next(w->subscriber, &news);
                if (r == MST_NONE)
                        break;
                if (r != 0)
                        return ctl_fail(r, "watch");
                news_print(w, news);
                if (fflush(stdout) != 0) {
                        w->done = true; /* nobody reads any more */
                        return EXIT_DONE;
                }
                if (news->what == MST_NEWS_NOTIFICATION && !cursor_save(w))
                        return EXIT_NO;
                w->done = w->input->count > 0 && w->told >= w->input->count;
        }
        return EXIT_DONE;
}

/* A beat that came behind the signal says what the daemon had told by then. */
static bool has_caught_up(const struct watching *w)
{
        struct mst_subscriber_state state;

        mst_subscriber_state(w->subscriber, &state);
        return state.caught_up && state.beat_age_msec >= 0 &&
               state.beat_age_msec <= now_msec() - w->last_since_msec;
}

static void signal_take(struct watching *w, int signals)
{
        struct signalfd_siginfo info;

        if (read(signals, &info, sizeof(info)) != (ssize_t)sizeof(info))
                return;
        if (info.ssi_signo != SIGTERM || w->last)
                w->done = true;
        w->last = true;
        w->last_since_msec = now_msec();
}

/* One turn of the loop. The library wakes us for its own timers, so nothing else has to. */
static int turn(struct watching *w, int signals)
{
        struct pollfd fds[] = {
                {.fd = mst_subscriber_fd(w->subscriber), .events = POLLIN},
                {.fd = signals, .events = POLLIN},
                {.fd = STDOUT_FILENO, .events = 0},
        };
        int r;

        if (poll(fds, 3, w->last ? 100 : -1) < 0)
                return errno == EINTR ? EXIT_DONE : ctl_fail(-errno, "poll");
        if (fds[1].revents)
                signal_take(w, signals);
        if (fds[2].revents & POLLERR)
                w->done = true;
        r = mst_subscriber_dispatch(w->subscriber);
        if (r != 0 && r != MST_NONE)
                return ctl_fail(r, "watch");
        r = take_all(w);
        if (r == EXIT_DONE && w->last && !w->done) {
                bool late = w->ctl->timeout_msec >= 0 &&
                            now_msec() - w->last_since_msec > w->ctl->timeout_msec;

                w->done = late || has_caught_up(w);
                return late && !has_caught_up(w) ? EXIT_TIMEOUT : EXIT_DONE;
        }
        return r;
}

static int watch(struct watching *w)
{
        static const char *const topics[] = {"milestone/", "source/"};
        SCOPED(closep) int signals = -1;
        sigset_t set;
        int r;

        for (size_t i = 0; i < (w->input->n_topics ? w->input->n_topics : 2); i++) {
                r = mst_subscriber_add_topic(w->subscriber,
                                             w->input->n_topics ? w->input->topics[i] : topics[i]);
                if (r != 0)
                        return ctl_fail(r, w->input->n_topics ? w->input->topics[i] : topics[i]);
        }
        r = mst_subscriber_set_start(w->subscriber, w->input->start);
        if (r != 0)
                return ctl_fail(r, "watch");
        r = cursor_load(w);
        if (r != EXIT_DONE)
                return r;

        (void)sigemptyset(&set);
        (void)sigaddset(&set, SIGTERM);
        (void)sigaddset(&set, SIGINT);
        (void)sigprocmask(SIG_BLOCK, &set, NULL);
        signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
        if (signals < 0)
                return ctl_fail(-errno, "signalfd");

        news_heading(w->ctl);
        while (!w->done) {
                r = turn(w, signals);
                if (r != EXIT_DONE)
                        return r;
        }
        return EXIT_DONE;
}

int verb_watch(struct ctl *ctl, int argc, char **argv)
{
        SCOPED(mst_subscriber_unrefp) struct mst_subscriber *subscriber = NULL;
        struct input input = {0};
        struct watching w = {.ctl = ctl, .input = &input};
        struct mst_options options = ctl_options(ctl);
        int r;

        ctl_parse(ctl, &argp, argc, argv, &input);
        r = mst_subscriber_new(&ctl->endpoints, &options, &subscriber);
        if (r != 0)
                return ctl_fail(r, ctl->endpoints.notifications);
        w.subscriber = subscriber;
        return watch(&w);
}
