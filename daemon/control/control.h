/* control/control.h: what an administrator may tell the daemon to do. Each verb answers with one
 * sentence; what it does not do says so, and what to do instead. */
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CONTROL_SENTENCE_MAX 512

/* What the verbs need from the host. */
struct control_host {
        void *context;
        /* Begins a checkpoint; false: the one before is still being written. */
        bool (*checkpoint)(void *context);
        /* Reads the configuration again and says what it found, one line; 0: it may be used, 1: it
         * has errors, below zero: it could not be read. */
        int (*check)(void *context, char *ret, size_t size);
        /* An event that is far from usual is applied as it came; one sentence. False: it was not. */
        bool (*release)(void *context, uint64_t position, uint32_t index, bool dry_run, char *ret, size_t size);
};

/* `ret` gets the sentence. True: done. */
bool control_command(const struct control_host *host, const char *verb, char *const *arguments,
                     size_t arguments_count, bool dry_run, char ret[CONTROL_SENTENCE_MAX]);
