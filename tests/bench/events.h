/* tests/bench/events.h: batches of trade events as a railway or a customs office would send them,
 * packed once and numbered anew for each sending: the sender's own work must not be what is measured.
 *
 * Each event is a declaration of its own: reporter BY, partner RU-LEN, a day, HS subheading,
 * value, mass, mode, customs office; about 115 bytes. Ids end in "b-" and 16 hexadecimal digits, which
 * are all that a renumbering writes, beside the request id. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct events {
        uint8_t *bytes;
        size_t length;
        size_t count;
        size_t *id_at; /* offset of each id's digits */
        size_t request_at;
};

/* `partner`: another corridor for another purpose. `value`: of each event, in minor units; 0: they
 * differ. `years`: their days lie in so many, of which 2024 is the last. Ends the process without
 * memory. */
void events_init(struct events *events, const char *source, const char *partner, size_t count, int64_t value,
                 unsigned years);
void events_done(struct events *events);

/* The ids are `first`, `first` + 1, ...; the request id is `first`. */
void events_number(struct events *events, uint64_t first);
