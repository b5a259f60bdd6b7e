/* base/hash.c: SipHash-2-4, after "SipHash: a fast short-input PRF" (Aumasson and Bernstein,
 * Indocrypt 2012) and, for 128 bits, the authors' reference of 2015: v1 begins with 0xEE more,
 * the end is marked with 0xEE in place of 0xFF, and four more rounds with v1 ^ 0xDD give the
 * second half. */
#include "base/hash.h"
#include <assert.h>
#include <endian.h>
#include <string.h>

struct state {
        uint64_t v0, v1, v2, v3;
};

static uint64_t rotated(uint64_t x, int bits)
{
        return x << bits | x >> (64 - bits);
}

static void sip_round(struct state *s)
{
        s->v0 += s->v1;
        s->v1 = rotated(s->v1, 13) ^ s->v0;
        s->v0 = rotated(s->v0, 32);
        s->v2 += s->v3;
        s->v3 = rotated(s->v3, 16) ^ s->v2;
        s->v0 += s->v3;
        s->v3 = rotated(s->v3, 21) ^ s->v0;
        s->v2 += s->v1;
        s->v1 = rotated(s->v1, 17) ^ s->v2;
        s->v2 = rotated(s->v2, 32);
}

static void compress(struct state *s, uint64_t word)
{
        s->v3 ^= word;
        sip_round(s);
        sip_round(s);
        s->v0 ^= word;
}

static uint64_t finish(struct state *s)
{
        for (int i = 0; i < 4; i++)
                sip_round(s);
        return s->v0 ^ s->v1 ^ s->v2 ^ s->v3;
}

/* At most eight bytes, little endian whatever the machine; zeros for what is missing. */
static uint64_t load(const uint8_t *byte, size_t n)
{
        uint64_t word = 0;

        if (n > 0)
                memcpy(&word, byte, n);
        return le64toh(word);
}

static struct state absorb(const void *data, size_t length, const uint64_t seed[2], uint64_t v1_more)
{
        struct state s = {
                .v0 = seed[0] ^ UINT64_C(0x736f6d6570736575),
                .v1 = seed[1] ^ UINT64_C(0x646f72616e646f6d) ^ v1_more,
                .v2 = seed[0] ^ UINT64_C(0x6c7967656e657261),
                .v3 = seed[1] ^ UINT64_C(0x7465646279746573),
        };
        const uint8_t *byte = data;
        size_t left = length;

        assert(data || length == 0);

        for (; left >= 8; left -= 8, byte += 8)
                compress(&s, load(byte, 8));
        /* The last word ends with the low byte of the length. */
        compress(&s, load(byte, left) | (uint64_t)length << 56);
        return s;
}

uint64_t hash64(const void *data, size_t length, const uint64_t seed[2])
{
        struct state s = absorb(data, length, seed, 0);

        s.v2 ^= 0xFF;
        return finish(&s);
}

struct hash128 hash128(const void *data, size_t length, const uint64_t seed[2])
{
        struct state s = absorb(data, length, seed, 0xEE);
        struct hash128 hash;

        s.v2 ^= 0xEE;
        hash.low = finish(&s);
        s.v1 ^= 0xDD;
        hash.high = finish(&s);
        return hash;
}
