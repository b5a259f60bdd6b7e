/* import/faults.h: what is wrong in a mapping or in a table, all of it in one go.
 *
 * Each is "file:line:column: what, and what was expected". Only the first FAULTS_SHOWN are kept
 * as text, all are counted: a wrong column of a large table is one mistake, not a million. */
#pragma once
#include "pool.h"
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define FAULTS_SHOWN 20

/* All zero is none. */
struct faults {
        struct pool pool;
        const char *texts[FAULTS_SHOWN];
        size_t n; /* of all */
};

void faults_done(struct faults *faults);

/* `line` and `column` count from 1; 0: not said. */
void faults_add(struct faults *faults, const char *file, uint32_t line, uint32_t column, const char *format,
                ...) __attribute__((format(printf, 5, 6)));

/* One a line, and how many more there are. */
void faults_print(const struct faults *faults, FILE *to);
