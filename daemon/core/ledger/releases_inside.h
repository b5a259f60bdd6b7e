/* core/ledger/releases_inside.h: what releases.c, its control totals and its rows share. */
#pragma once
#include "core/ledger/releases.h"

/* What is left of a release that counted. */
struct release_trace {
        uint32_t source;
        uint64_t vintage;
        struct hash128 end_digest;
        uint32_t batches;
        struct counts counts;
        bool dirty;
};

/* A release that is no longer open: its rows are to be deleted at the next checkpoint. */
struct release_gone {
        uint32_t source;
        uint64_t vintage;
        uint32_t last_number; /* of its batches */
};

struct releases {
        const struct plan *plan;
        struct release **open; /* by source and vintage */
        size_t open_count, open_capacity;
        struct release_trace *traces; /* by source and vintage */
        size_t traces_count, traces_capacity;
        struct release_gone *gone;
        size_t gone_count, gone_capacity;
        bool gone_failed; /* no memory to note one: the next save says -ENOMEM */
};

struct release *release_free(struct release *release);
int releases_insert(struct releases *releases, struct release *release);

/* releases_control.c */
int control_add(struct release *release, const struct batch *batch);

/* releases_rows.c */
struct release_trace *trace_find(const struct releases *releases, uint32_t source, uint64_t vintage);
int trace_insert(struct releases *releases, const struct release_trace *trace);
void gone_note(struct releases *releases, const struct release *release);
void end_write(const struct release_end *end, struct wire_out *out);
