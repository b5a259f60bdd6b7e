/* host/config/errors.h: how the room writes down what is wrong; the reader's side is in
 * config.h. */
#pragma once
#include "host/config/config.h"
#include <stdarg.h>

/* Where something stands in the files. */
struct config_mark {
        uint32_t file; /* number of the file in the order of reading */
        uint32_t line; /* from 1; 0: the file as a whole */
        uint32_t column;
        uint32_t instance; /* of a template: the corridor that it was made for, from 1; 0: of none */
};

/* What goes between quotation marks in a message: the text, cut where it is longer than a
 * message should be. printf("\"%" TEXT_FORMAT "\"", TEXT_ARGUMENTS(config_shown(text))) */
struct text config_shown(struct text text);

/* `file` is copied. Beyond CONFIG_ERRORS_MAX it is only counted. 0 or -ENOMEM. */
__attribute__((format(printf, 4, 0))) int config_errors_add(struct config_errors *errors, const char *file,
                                                            struct config_mark mark, const char *format,
                                                            va_list arguments);
/* Into the order that config.h promises; what was said twice of one place stays once. */
void config_errors_sort(struct config_errors *errors);
