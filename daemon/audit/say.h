/* audit/say.h: the sentence that an administrator is told. */
#pragma once

/* Returns `outcome`. NULL if there was no memory for it; one that was said before stays. */
int audit_say(char **ret_why, int outcome, const char *format, ...) __attribute__((format(printf, 3, 4)));
