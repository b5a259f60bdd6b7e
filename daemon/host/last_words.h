/* host/last_words.h: a page of the store that was changed on the disk may end the process by SIGSEGV or
 * SIGBUS (store.h). Then its last words name the store and say what to do; it ends by that signal
 * nevertheless. */
#pragma once
#include <signal.h>

/* Takes these signals out of `blocked`, where they would end the process without a word, and those by
 * which it is to be ended when it hangs: systemd's watchdog sends SIGABRT. */
void last_words_keep(sigset_t *blocked);
