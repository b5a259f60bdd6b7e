/* tests/unit/core/stage.h: a world and a core in it, one of each for a program, and what every story says:
 * each call takes an entry and returns what was told of it, as bench_told() writes it. */
#pragma once
#include <stdint.h>

#include "unit/core/world.h"

extern struct world world;
extern struct bench bench;

/* The fixture of each test. Between setup and begin() a story says what is measured and aimed at. */
void stage_setup(void);
void stage_teardown(void);
void begin(void);

const char *say(uint32_t source, const char *events);
const char *declare(const char *events);
const char *port(const char *events);
/* The source has said all that it has. */
const char *said_until(uint32_t source, const char *day);
const char *tick(const char *day);
/* A checkpoint, and another core that is made from it. */
const char *restart(void);

/* A milestone as a reader sees it. */
const char *row(const char *name);
