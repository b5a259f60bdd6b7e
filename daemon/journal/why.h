/* journal/why.h: the sentence that an administrator is told. */
#pragma once

#define WHY_BYTES 1024

struct why {
        char text[WHY_BYTES];
};

/* Cuts what is too long. Returns `outcome`, so that saying and returning are one line. */
int why_say(struct why *why, int outcome, const char *format, ...) __attribute__((format(printf, 3, 4)));
