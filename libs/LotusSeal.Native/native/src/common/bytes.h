/* Unaligned loads and stores of a fixed byte order. */
#ifndef LOTUSSEAL_COMMON_BYTES_H
#define LOTUSSEAL_COMMON_BYTES_H

#include <stdint.h>
#include <string.h>

#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "lotusseal supports little-endian machines only"
#endif

static inline uint32_t load_le32(const uint8_t *p) {
    uint32_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

static inline uint64_t load_le64(const uint8_t *p) {
    uint64_t x;
    memcpy(&x, p, sizeof x);
    return x;
}

static inline void store_le64(uint8_t *p, uint64_t x) { memcpy(p, &x, sizeof x); }

static inline uint32_t load_be32(const uint8_t *p) { return __builtin_bswap32(load_le32(p)); }

static inline void store_be32(uint8_t *p, uint32_t x) {
    x = __builtin_bswap32(x);
    memcpy(p, &x, sizeof x);
}

#endif
