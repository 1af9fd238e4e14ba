/* Sums of points: one digit of 16 bits of many scalars, which is what nearly all of a sum's time goes to. */
#include <stdio.h>
#include <stdlib.h>

#include "curve/points.h"
#include "lotusseal.h"
#include "proving.h"

static const g1_point g1_generator = {
    {{0x5cb38790fd530c16u, 0x7817fc679976fff5u, 0x154f95c7143ba1c1u, 0xf0ae6acdf3d0e747u, 0xedce6ecc21dbf440u, 0x120177419e0bfb75u}},
    {{0xbaac93d50ce72271u, 0x8c22631a7918fd8eu, 0xdd595f13570725ceu, 0x51ac582950405194u, 0x0e1c8c3fad0059c0u, 0x0bbc3efc5008a26au}}};
static const g2_point g2_generator = {
    {{{0xf5f28fa202940a10u, 0xb3f5fb2687b4961au, 0xa1a893b53e2ae580u, 0x9894999d1a3caee9u, 0x6f67b7631863366bu, 0x058191924350bcd7u}},
     {{0xa5a9c0759e23f606u, 0xaaa0c59dbccd60c3u, 0x3bb17e18e2867806u, 0x1b1ab6cc8541b367u, 0xc2b6ed0ef2158547u, 0x11922a097360edf3u}}},
    {{{0x4c730af860494c4au, 0x597cfa1f5e369c5au, 0xe7e6856caa0a635au, 0xbbefb5e96e0d495fu, 0x07d3a975f0ef25a2u, 0x0083fd8e7e80dae5u}},
     {{0xadc0fc92df64b05du, 0x18aa270a2b1461dcu, 0x86adac6a3be4eba0u, 0x79495c4ec93da33au, 0xe7175850a43ccaedu, 0x0b2bc2a163de1bf2u}}}};

/* Different multiples of the generator: in turns, all that there are plus the next power of two of it. */
static void fill(uint32_t isa, uint32_t group, uint64_t *points, size_t words, uint32_t count) {
    uint32_t *entries = malloc(2 * count * sizeof *entries), *ends = malloc(count * sizeof *ends);
    for (uint32_t known = 1; known < count; known *= 2) {
        for (uint32_t i = 0; i < known; i++) entries[2 * i] = i, entries[2 * i + 1] = known - 1, ends[i] = 2 * i + 2;
        lotusseal_point_runs(isa, group, points, entries, ends, known, points + known * words, NULL);
    }
    free(entries);
    free(ends);
}

static void bench_group(uint32_t isa, double cycle, uint32_t group, const void *generator, size_t bytes) {
    enum { LOG_COUNT = 18, COUNT = 1 << LOG_COUNT, BITS = 14 };
    uint64_t *points = allocate(COUNT * bytes), sum[36];
    uint32_t *indices = allocate(COUNT * sizeof *indices);
    int16_t *digits = allocate(COUNT * sizeof *digits);
    memcpy(points, generator, bytes);
    fill(isa, group, points, bytes / 8, COUNT);
    for (uint32_t i = 0; i < COUNT; i++) indices[i] = i, digits[i] = (int16_t)(digits[i] % (1 << (BITS - 1)));
    double best = 1e18;
    for (int k = 0; k < 3; k++) {
        double start = now();
        lotusseal_point_window(isa, group, points, indices, digits, COUNT, BITS, sum, NULL);
        double time = (now() - start) / COUNT;
        if (time < best) best = time;
    }
    printf("G%u, a digit of %d bits of 2^%d scalars: %6.1f ns a point, %.0f cycles\n", group, BITS, LOG_COUNT, best, best / cycle);
}

void bench_sums(uint32_t isa, double cycle) {
    bench_group(isa, cycle, LOTUSSEAL_G1, &g1_generator, sizeof g1_generator);
    bench_group(isa, cycle, LOTUSSEAL_G2, &g2_generator, sizeof g2_generator);
}
