/* tests/fuzz/client/fuzz_told.c: any bytes as a daemon, or somebody in its place, may send them to the client
 * library: an answer, a receipt, a notification or an update of a measure, by the first byte. What can be read at
 * all becomes the library's types out of one arena, with an end. */
#include "fuzz/harness.h"

#include <errno.h>
#include <string.h>

#include "arena.h"
#include "wire.h"

static void take_answer(struct arena *arena, const uint8_t *data, size_t length)
{
        Milestone__V1__Answer *wire = milestone__v1__answer__unpack(arena_allocator(arena), length, data);
        struct mst_answer answer = {0};

        if (wire)
                (void)answer_from_wire(arena, wire, &answer);
}

static void take_receipt(struct arena *arena, const uint8_t *data, size_t length)
{
        Milestone__V1__Receipt *wire = milestone__v1__receipt__unpack(arena_allocator(arena), length, data);
        struct mst_receipt receipt = {0};

        if (wire)
                receipt_from_wire(arena, wire, &receipt);
}

static void take_notification(struct arena *arena, const uint8_t *data, size_t length)
{
        Milestone__V1__Notification *wire =
                milestone__v1__notification__unpack(arena_allocator(arena), length, data);
        struct mst_notification notification = {0};

        if (wire)
                notification_from_wire(arena, wire, &notification);
}

static void take_update(struct arena *arena, const uint8_t *data, size_t length)
{
        Milestone__V1__MeasureUpdate *wire =
                milestone__v1__measure_update__unpack(arena_allocator(arena), length, data);
        struct mst_measure_update update = {0};

        if (wire)
                update_from_wire(wire, &update);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t length)
{
        static void (*const takes[])(struct arena *arena, const uint8_t *data, size_t length) = {
                take_answer, take_receipt, take_notification, take_update};
        struct arena *arena;

        if (length == 0)
                return 0;
        arena = arena_new();
        if (arena)
                takes[data[0] % (sizeof(takes) / sizeof(*takes))](arena, data + 1, length - 1);
        arena_free(arena);
        return 0;
}
