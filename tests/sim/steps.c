/* tests/sim/steps.c: see steps.h. */
#include "sim/steps.h"

#include <errno.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/civil.h"
#include "sim/compare.h"
#include "sim/disk.h"
#include "sim/finding.h"
#include "sim/life.h"
#include "sim/model.h"
#include "sim/peers.h"
#include "sim/publisher.h"
#include "sim/replay.h"
#include "sim/threads.h"

#define STARTS_HIT_MAX 3
#define STARTS_MAX     12
#define ROUNDS_MAX     200

/* Of a thousand; what harms comes in a seed's own measure. */
static const struct {
        const char *word;
        unsigned weight;
        bool harms;
} kinds[STEP_KINDS] = {
        [STEP_SAY] = {"say", 90, false},
        [STEP_DELIVER] = {"deliver", 110, false},
        [STEP_LOSE] = {"lose", 8, false},
        [STEP_REPEAT] = {"repeat", 30, false},
        [STEP_WORK] = {"work", 110, false},
        [STEP_THREADS] = {"threads", 350, false},
        [STEP_JOURNAL] = {"journal", 110, false},
        [STEP_STORE] = {"store", 60, false},
        [STEP_TICK] = {"tick", 30, false},
        [STEP_CHECKPOINT] = {"checkpoint", 20, false},
        [STEP_UPDATES] = {"updates", 12, false},
        [STEP_BEAT] = {"beat", 12, false},
        [STEP_ASK] = {"ask", 20, false},
        [STEP_RELEASE] = {"release", 12, false},
        [STEP_CRASH] = {"crash", 200, true},
        [STEP_CRASH_SOON] = {"crash-soon", 400, true},
        [STEP_FAIL_SOON] = {"fail-soon", 200, true},
        [STEP_FULL] = {"full", 60, true},
        [STEP_ROOM] = {"room", 60, true},
        [STEP_STOP] = {"stop", 80, true},
};

static struct {
        struct life life;
        struct world world;
        struct replay *replay;
        char replay_folder[300];
} run;

/* ---- the list ---- */

static enum step_kind pick(struct rng *rng, bool harms)
{
        uint64_t sum = 0, at;

        for (size_t i = 0; i < STEP_KINDS; i++)
                sum += kinds[i].harms == harms ? kinds[i].weight : 0;
        at = rng_below(rng, sum);
        for (size_t i = 0;; i++) {
                uint64_t weight = kinds[i].harms == harms ? kinds[i].weight : 0;

                if (at < weight)
                        return (enum step_kind)i;
                at -= weight;
        }
}

void steps_make(uint64_t seed, struct step *steps, size_t count)
{
        struct world world = world_of(seed);
        struct rng rng = {rng_mix(seed, 1)};

        for (size_t i = 0; i < count; i++) {
                steps[i].kind = (uint8_t)pick(&rng, rng_chance(&rng, world.faults_per_mille));
                steps[i].luck = rng_next(&rng);
        }
}

void steps_print(FILE *out, const struct step *steps, size_t count)
{
        for (size_t i = 0; i < count; i++)
                (void)fprintf(out, "%s %016" PRIx64 "\n", kinds[steps[i].kind].word, steps[i].luck);
}

bool steps_read(FILE *in, struct step *steps, size_t max, size_t *ret_count)
{
        char word[32];
        uint64_t luck;
        size_t count = 0;

        while (count < max && fscanf(in, "%31s %" SCNx64, word, &luck) == 2) {
                size_t kind = 0;

                while (kind < STEP_KINDS && strcmp(kinds[kind].word, word) != 0)
                        kind++;
                if (kind == STEP_KINDS)
                        return false;
                steps[count++] = (struct step){(uint8_t)kind, luck};
        }
        *ret_count = count;
        return feof(in);
}

/* ---- starts ---- */

/* All that the journal holds now is promised, and everything equals a replay of it from nothing. What a
 * checkpoint on the way has put behind it is waited for. */
static int found(struct life *life)
{
        struct pipeline *pipeline = &life->pipeline;
        int r = journal_settled(pipeline->journal) < journal_last(pipeline->journal) ? life_settle(life) : 0;

        if (r < 0)
                return r;
        known_take(life->pipeline.journal);
        if (!run.replay)
                run.replay = replay_new(run.replay_folder);
        compare(&life->pipeline, &life->query, run.replay);
        return 0;
}

static void hurt_soon(struct rng *rng)
{
        static const int errors[] = {EIO, ENOSPC, DISK_SHORT};
        unsigned kinds_hit = (unsigned)rng_next(rng) & 0xff;
        uint64_t calls = rng_below(rng, 1 + rng_below(rng, 60));
        int error = errors[rng_below(rng, 3)];

        disk_fail_after(error == DISK_SHORT ? 1u << DISK_WRITE : kinds_hit, calls, error, rng);
}

static void die_soon(struct rng *rng)
{
        disk_die_after(1 + rng_below(rng, 1 + rng_below(rng, 80)), rng_chance(rng, 700), rng);
}

/* Until one succeeds; some of them die or fail on their way, too. */
static void start(struct rng *rng)
{
        for (unsigned i = 0;; i++) {
                int r;

                disk_image();
                CHECK(i < STARTS_MAX, "a start succeeds", "%d of them did not, though nothing happened",
                      STARTS_MAX);
                if (i > STARTS_HIT_MAX)
                        disk_set_free(UINT64_MAX);
                if (i < STARTS_HIT_MAX && rng_chance(rng, run.world.starts_hit_per_mille)) {
                        if (rng_chance(rng, 700))
                                die_soon(rng);
                        else
                                hurt_soon(rng);
                }
                r = life_start(&run.life, found);
                trace((uint64_t)(int64_t)r);
                if (r == 0 && !disk_is_dead())
                        return;
                if (r == 0)
                        life_fall(&run.life);
        }
}

/* What a verb came to: a dead or failed disk ends this life. */
static void go_on(int r, struct rng *rng)
{
        if (disk_is_dead() || r < 0) {
                finding->failures += r < 0 && !disk_is_dead();
                if (run.life.up)
                        life_fall(&run.life);
                start(rng);
        }
        life_look(&run.life);
}

/* ---- steps ---- */

static int deliver(struct rng *rng)
{
        size_t which;

        if (!network_next(rng, &which))
                return 0;
        return life_take(&run.life, sent[which].bytes, sent[which].length, which);
}

static void go_threads(struct rng *rng)
{
        uint64_t calls = rng_between(rng, 1, 12);

        while (calls-- > 0 && threads_step(rng))
                continue;
}

static int ask(struct rng *rng)
{
        uint64_t last = peers_told(), after = rng_chance(rng, 500) ? last : rng_below(rng, last + 1);
        const uint8_t *question;
        size_t length;

        question = compare_replay_question(after, (uint32_t)rng_between(rng, 1, 100), &length);
        return life_ask(&run.life, question, length);
}

static int stop(struct rng *rng)
{
        int r;

        disk_spare();
        disk_set_free(UINT64_MAX);
        r = life_stop(&run.life);
        if (rng_chance(rng, 400))
                run.life.configuration = (unsigned)rng_below(rng, WORLD_CONFIGURATIONS);
        start(rng);
        return r;
}

/* What happens to the disk and to the power. */
static void harm(enum step_kind kind, struct rng *rng)
{
        switch (kind) {
        case STEP_CRASH:
                disk_die_now(rng_chance(rng, 700), rng);
                break;
        case STEP_CRASH_SOON:
                die_soon(rng);
                break;
        case STEP_FAIL_SOON:
                hurt_soon(rng);
                break;
        case STEP_FULL:
                disk_set_free(rng_chance(rng, 700) ? rng_below(rng, 1 << 20) : rng_below(rng, 1 << 22));
                break;
        default:
                disk_set_free(UINT64_MAX);
                break;
        }
}

static int act(enum step_kind kind, struct rng *rng)
{
        struct life *life = &run.life;

        switch (kind) {
        case STEP_SAY:
                publisher_says(rng);
                return 0;
        case STEP_DELIVER:
                return deliver(rng);
        case STEP_LOSE:
                network_lose(rng);
                return 0;
        case STEP_REPEAT:
                publisher_repeats(rng);
                return 0;
        case STEP_WORK:
                return life_work(life, (unsigned)rng_between(rng, 1, 8));
        case STEP_THREADS:
                go_threads(rng);
                return 0;
        case STEP_JOURNAL:
                return life_journal(life);
        case STEP_STORE:
                return life_store(life);
        case STEP_TICK:
                life->today += (int32_t)rng_below(rng, 6);
                return life_tick(life);
        case STEP_CHECKPOINT:
                return life_checkpoint(life);
        case STEP_UPDATES:
                return life_updates(life);
        case STEP_BEAT:
                return life_beat(life);
        case STEP_ASK:
                return ask(rng);
        case STEP_RELEASE:
                return life_release(life, rng_below(rng, journal_last(life->pipeline.journal) + 1));
        case STEP_STOP:
                return stop(rng);
        default:
                harm(kind, rng);
                return 0;
        }
}

/* ---- a run ---- */

/* Fair weather: everything is sent until it has its receipt. */
static void end_well(void)
{
        struct rng rng = {9};

        disk_spare();
        disk_set_free(UINT64_MAX);
        for (unsigned i = 0; publisher_waits(); i++) {
                size_t which;

                CHECK(i < ROUNDS_MAX, "every batch gets its receipt", "some never do");
                publisher_repeats_all();
                while (network_next(&rng, &which))
                        go_on(life_take(&run.life, sent[which].bytes, sent[which].length, which), &rng);
                go_on(life_settle(&run.life), &rng);
        }
        run.life.today += 400;
        go_on(life_tick(&run.life), &rng);
        go_on(life_settle(&run.life), &rng);
}

static void end(const char *folder)
{
        char again_folder[300];
        struct replay *again;
        struct rng rng = {10};

        end_well();
        (void)life_stop(&run.life);
        run.world.starts_hit_per_mille = 0;
        start(&rng);
        (void)snprintf(again_folder, sizeof again_folder, "%s/again", folder);
        (void)life_settle(&run.life);
        known_take(run.life.pipeline.journal);
        again = replay_new(again_folder);
        compare(&run.life.pipeline, &run.life.query, again);
        model_compare(&run.life.pipeline);
        replay_free(again);
        (void)life_stop(&run.life);
        replay_free(run.replay);
        trace(disk_calls());
        finding->disk_operations = disk_calls();
}

/* Of libsodium: numbers for ids and secrets, which follow from the seed. */
static struct rng dice;

static const char *dice_name(void)
{
        return "the seed";
}

static uint32_t dice_throw(void)
{
        return (uint32_t)rng_next(&dice);
}

static void dice_fill(void *data, size_t length)
{
        uint8_t *bytes = data;

        for (size_t i = 0; i < length; i++)
                bytes[i] = (uint8_t)rng_next(&dice);
}

static void begin(uint64_t seed, const char *folder)
{
        static struct randombytes_implementation implementation = {
                .implementation_name = dice_name, .random = dice_throw, .buf = dice_fill};
        char root[256];

        dice = (struct rng){rng_mix(seed, 5)};
        if (randombytes_set_implementation(&implementation) < 0 || sodium_init() < 0)
                abort();
        run.world = world_of(seed);
        run.life.world = &run.world;
        (void)civil_parse(TEXT(FIRST_DAY), &run.life.today);
        run.life.today += 90;
        (void)snprintf(root, sizeof root, "%s/state", folder);
        (void)snprintf(run.replay_folder, sizeof run.replay_folder, "%s/replay", folder);
        (void)mkdir(root, 0700);
        disk_begin(root);
        publisher_begin(seed, run.world.records, run.world.loss_per_mille);
        compare_begin();
}

void steps_run(uint64_t seed, const struct step *steps, size_t count, const char *folder)
{
        struct rng rng = {rng_mix(seed, 6)};

        begin(seed, folder);
        start(&rng);
        for (size_t i = 0; i < count; i++) {
                struct rng luck = {steps[i].luck};

                finding->step = i;
                go_on(act((enum step_kind)steps[i].kind, &luck), &luck);
                finding->steps++;
        }
        end(folder);
}
