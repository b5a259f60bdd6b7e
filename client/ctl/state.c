/* ctl/state.c: see state.h. */
#include "state.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

const char *state_default(void)
{
        const char *folder = getenv("STATE_DIRECTORY");

        return folder && *folder ? folder : STATE_DEFAULT;
}

error_t state_parse(int key, char *argument, struct argp_state *state, const char *what,
                    const char **ret_from, const char **ret_to)
{
        switch (key) {
        case 's':
                *ret_from = argument;
                return 0;
        case ARGP_KEY_ARG:
                if (*ret_to)
                        argp_error(state, "one %s: %s", what, argument);
                *ret_to = argument;
                return 0;
        case ARGP_KEY_END:
                if (!*ret_to)
                        argp_error(state, "into which %s?", what);
                return 0;
        default:
                return ARGP_ERR_UNKNOWN;
        }
}

const char *state_journal(struct pool *pool, const char *state)
{
        const char *folder = pool_print(pool, "%s/journal", state);

        return access(folder, F_OK) == 0 ? folder : state;
}

void state_progress(void *context, const char *unit, uint64_t done, uint64_t total)
{
        struct state_progress *progress = context;

        if (!progress->begun || strcmp(progress->progress.unit, unit) != 0) {
                if (progress->begun)
                        progress->spent_msec += progress_end(&progress->progress);
                progress_begin(&progress->progress, unit);
                progress->begun = true;
        }
        progress_tell(&progress->progress, done, total);
}

const char *state_progress_end(struct state_progress *progress, struct pool *pool)
{
        int64_t msec = progress->spent_msec + (progress->begun ? progress_end(&progress->progress) : 0);

        return pool_print(pool, "%lld.%lld s", (long long)(msec / 1000), (long long)(msec / 100 % 10));
}

const char *state_hex(struct pool *pool, const uint8_t *data, size_t length)
{
        static const char digits[] = "0123456789abcdef";
        char *text = pool_take(pool, 2 * length + 1);

        for (size_t i = 0; i < length; i++) {
                text[2 * i] = digits[data[i] >> 4];
                text[2 * i + 1] = digits[data[i] & 15];
        }
        return text;
}

void state_put_identity(json_t *object, struct pool *pool, const struct journal_identity *identity)
{
        put_text(object, "journal_id", state_hex(pool, identity->id, sizeof(identity->id)));
        put_number(object, "epoch", identity->epoch);
}

int state_failed(int r, char *why)
{
        ctl_say("%s", why ? why : strerror(r < 0 ? -r : EINVAL));
        free(why);
        return EXIT_NO;
}
