/* host/last_words.c */
#include "host/last_words.h"

#include <unistd.h>

#include "store/store.h"

/* Nothing but write(2) may be called here. The second time the signal does what it does. */
static void on_fault(int signal)
{
        static const char words[] =
                "<2>the store is damaged: a page of it ended the process; move the folder store away and start "
                "again: the journal fills it anew, and nothing is lost\n";

        (void)signal;
        if (store_is_read() && write(STDERR_FILENO, words, sizeof(words) - 1) < 0)
                return;
}

void last_words_keep(sigset_t *blocked)
{
        static const int signals[] = {SIGSEGV, SIGBUS};
        static const int others[] = {SIGABRT, SIGQUIT, SIGFPE, SIGILL, SIGSYS, SIGTRAP};
        struct sigaction action = {.sa_handler = on_fault, .sa_flags = (int)SA_RESETHAND};

        for (size_t i = 0; i < sizeof(signals) / sizeof(signals[0]); i++) {
                (void)sigaction(signals[i], &action, NULL);
                (void)sigdelset(blocked, signals[i]);
        }
        for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
                (void)sigdelset(blocked, others[i]);
}
