/* base/bytes.h: numbers as bytes of a file, at any address. What is compared as bytes is written with
 * its highest byte first (be), all else with its lowest (le). */
#pragma once
#include <endian.h>
#include <stdint.h>
#include <string.h>

static inline void put_le16(uint8_t *at, uint16_t value)
{
        value = htole16(value);
        memcpy(at, &value, sizeof value);
}

static inline void put_le32(uint8_t *at, uint32_t value)
{
        value = htole32(value);
        memcpy(at, &value, sizeof value);
}

static inline void put_le64(uint8_t *at, uint64_t value)
{
        value = htole64(value);
        memcpy(at, &value, sizeof value);
}

static inline void put_be32(uint8_t *at, uint32_t value)
{
        value = htobe32(value);
        memcpy(at, &value, sizeof value);
}

static inline void put_be64(uint8_t *at, uint64_t value)
{
        value = htobe64(value);
        memcpy(at, &value, sizeof value);
}

static inline uint32_t get_le32(const uint8_t *at)
{
        uint32_t value;

        memcpy(&value, at, sizeof value);
        return le32toh(value);
}

static inline uint64_t get_le64(const uint8_t *at)
{
        uint64_t value;

        memcpy(&value, at, sizeof value);
        return le64toh(value);
}

static inline uint32_t get_be32(const uint8_t *at)
{
        uint32_t value;

        memcpy(&value, at, sizeof value);
        return be32toh(value);
}

static inline uint64_t get_be64(const uint8_t *at)
{
        uint64_t value;

        memcpy(&value, at, sizeof value);
        return be64toh(value);
}
