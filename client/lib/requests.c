/* client/lib/requests.c: see the drawing in requests.h. */
#include "requests.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#define PAUSE_FIRST_USEC 100000
#define PAUSE_LONGEST_USEC 5000000
#define PATIENCE_DOUBLINGS 4u /* a daemon under load is not asked ever more often */

int requests_init(struct requests *requests, void *context, const char *endpoint,
                  const struct mst_options *options, struct bell *bell)
{
        *requests = (struct requests){
                .window = options->window,
                .answer_usec = (int64_t)options->answer_msec * 1000,
                .pause_usec = PAUSE_FIRST_USEC,
        };
        if (getrandom(requests->nonce, sizeof(requests->nonce), 0) != (ssize_t)sizeof(requests->nonce))
                return -errno;
        return link_init(&requests->link, context, ZMQ_DEALER, endpoint, options, NULL, bell);
}

static void request_free(struct request *request)
{
        free(request->lane);
        free(request->bytes);
        free(request);
}

void requests_done(struct requests *requests)
{
        while (requests->first)
                requests_remove(requests, requests->first);
        link_done(&requests->link);
}

static void id_of(const struct requests *requests, uint64_t ticket, unsigned char ret[REQUEST_ID_BYTES])
{
        memcpy(ret, requests->nonce, sizeof(requests->nonce));
        memcpy(ret + sizeof(requests->nonce), &ticket, sizeof(ticket));
}

void requests_next_id(const struct requests *requests, unsigned char ret[REQUEST_ID_BYTES])
{
        id_of(requests, requests->tickets + 1, ret);
}

int requests_add(struct requests *requests, const char *lane, unsigned char *bytes, size_t size,
                 struct request **ret)
{
        struct request *request;

        if (requests->count >= requests->window)
                return MST_WINDOW_FULL;
        request = calloc(1, sizeof(*request));
        if (!request)
                return -ENOMEM;
        request->lane = strdup(lane);
        if (!request->lane) {
                free(request);
                return -ENOMEM;
        }
        request->bytes = bytes;
        request->size = size;
        request->ticket = ++requests->tickets;
        request->previous = requests->last;
        if (requests->last)
                requests->last->next = request;
        else
                requests->first = request;
        requests->last = request;
        requests->count++;
        *ret = request;
        return 0;
}

void requests_remove(struct requests *requests, struct request *request)
{
        assert(requests->count > 0);

        if (request->state == REQUEST_PAUSED)
                requests->paused--;
        else
                requests->pause_usec = PAUSE_FIRST_USEC;
        *(request->previous ? &request->previous->next : &requests->first) = request->next;
        *(request->next ? &request->next->previous : &requests->last) = request->previous;
        requests->count--;
        request_free(request);
}

void requests_pause(struct requests *requests, struct request *request)
{
        if (request->state == REQUEST_PAUSED)
                return; /* it was sent twice, and answered so twice */
        request->state = REQUEST_PAUSED;
        request->due_usec = bell_now_usec() + requests->pause_usec;
        requests->paused++;
        requests->pause_usec *= 2;
        if (requests->pause_usec > PAUSE_LONGEST_USEC)
                requests->pause_usec = PAUSE_LONGEST_USEC;
}

static int64_t patience_usec(const struct requests *requests, uint32_t sent_times)
{
        uint32_t doublings = sent_times < PATIENCE_DOUBLINGS ? sent_times : PATIENCE_DOUBLINGS;

        return requests->answer_usec << doublings;
}

/* What has to leave again. A link that was lost lost what was on its way. */
static void requests_turn(struct requests *requests)
{
        int64_t now_usec = bell_now_usec();

        for (struct request *request = requests->first; request; request = request->next) {
                if (request->state == REQUEST_PAUSED && request->due_usec <= now_usec) {
                        request->state = REQUEST_WAITING;
                        requests->paused--;
                } else if (request->state == REQUEST_ON_THE_WAY && !request->once &&
                           (!requests->link.up || requests->link.came || request->due_usec <= now_usec)) {
                        request->state = REQUEST_WAITING;
                }
        }
        requests->link.came = false;
}

/* Is an earlier one of its lane in its way? */
static bool lane_blocked(const struct requests *requests, const struct request *request)
{
        if (!requests->paused || !*request->lane)
                return false;
        for (const struct request *other = request->previous; other; other = other->previous)
                if (other->state == REQUEST_PAUSED && strcmp(other->lane, request->lane) == 0)
                        return true;
        return false;
}

int requests_pump(struct requests *requests)
{
        int r;

        link_pump(&requests->link);
        requests_turn(requests);
        for (struct request *request = requests->first; request; request = request->next) {
                if (request->state != REQUEST_WAITING || lane_blocked(requests, request))
                        continue;
                r = link_send(&requests->link, request->bytes, request->size);
                if (r == MST_NONE)
                        return 0; /* later ones stay behind it */
                if (r < 0)
                        return r;
                request->state = REQUEST_ON_THE_WAY;
                request->due_usec = bell_now_usec() + patience_usec(requests, request->sent_times);
                if (request->sent_times++ == 0)
                        requests->sent++;
                else
                        requests->sent_again++;
        }
        return 0;
}

struct request *requests_find_ticket(const struct requests *requests, uint64_t ticket)
{
        for (struct request *request = requests->first; request; request = request->next)
                if (request->ticket == ticket)
                        return request;
        return NULL;
}

struct request *requests_find(struct requests *requests, const unsigned char *id, size_t size)
{
        struct request *request = NULL;
        uint64_t ticket;

        if (size == REQUEST_ID_BYTES && memcmp(id, requests->nonce, sizeof(requests->nonce)) == 0) {
                memcpy(&ticket, id + sizeof(requests->nonce), sizeof(ticket));
                request = requests_find_ticket(requests, ticket);
        }
        if (!request)
                requests->strays++;
        return request;
}

bool requests_work(const struct requests *requests)
{
        if (link_readable(&requests->link) || requests->link.came)
                return true;
        for (const struct request *request = requests->first; request; request = request->next)
                if (request->state == REQUEST_WAITING && !lane_blocked(requests, request))
                        return link_writable(&requests->link);
        return false;
}

int64_t requests_due_usec(const struct requests *requests)
{
        int64_t due_usec = BELL_NEVER;

        for (const struct request *request = requests->first; request; request = request->next)
                if (request->state == REQUEST_PAUSED ||
                    (request->state == REQUEST_ON_THE_WAY && !request->once))
                        if (request->due_usec < due_usec)
                                due_usec = request->due_usec;
        return due_usec;
}
