/* base/hash.h: SipHash-2-4 (Aumasson, Bernstein 2012), 64 and 128 bits.
 *
 * For places in tables: with a secret seed nobody outside can choose what collides. With 128
 * bits equality may be taken for granted. It is not for the chain of the journal, which needs
 * a hash without a key. The same bytes and seed give the same value on every machine. */
#pragma once
#include <stddef.h>
#include <stdint.h>

struct hash128 {
        uint64_t low; /* the first eight bytes of the reference, little endian */
        uint64_t high;
};

uint64_t hash64(const void *data, size_t length, const uint64_t seed[2]);
struct hash128 hash128(const void *data, size_t length, const uint64_t seed[2]);
