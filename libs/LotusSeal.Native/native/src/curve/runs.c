/*
 * Sums of runs of points. Points are gathered into a block that stays in the processor's own cache; in rounds, each run there is folded to half of
 * its length, all runs together, so that one inversion serves thousands of additions.
 */
#include <stdlib.h>

#include "curve/points.h"

#define BLOCK_BYTES (384u << 10)
#define PREFETCH_AHEAD 12u

typedef struct {
    uint32_t first, length;
    uint64_t run;
} block_run;

typedef struct {
    const point_group *group;
    uint32_t capacity, used, count;
    uint8_t *points, *room;
    point_pair *pairs;
    block_run *runs;
    uint8_t *sums;
} block;

static int block_open(block *b, const point_group *group, void *sums) {
    b->group = group;
    b->capacity = (uint32_t)(BLOCK_BYTES / group->point_bytes);
    b->used = b->count = 0;
    b->sums = (uint8_t *)sums;
    b->points = (uint8_t *)aligned_alloc(64, BLOCK_BYTES);
    b->room = (uint8_t *)aligned_alloc(64, BLOCK_BYTES / 2 + 1024);
    b->pairs = (point_pair *)malloc((b->capacity / 2 + 1) * sizeof *b->pairs);
    b->runs = (block_run *)malloc(b->capacity * sizeof *b->runs);
    return b->points && b->room && b->pairs && b->runs;
}

static void block_close(block *b) {
    free(b->points);
    free(b->room);
    free(b->pairs);
    free(b->runs);
}

/* A copy of a length that the compiler knows. */
static void copy_point(const point_group *group, uint8_t *to, const uint8_t *from) {
    if (group->point_bytes == sizeof(g1_point)) memcpy(to, from, sizeof(g1_point));
    else memcpy(to, from, sizeof(g2_point));
}

/* Puts an entry's point at a place of the block. */
static void gather(block *b, uint32_t place, const uint8_t *points, uint32_t entry) {
    const point_group *group = b->group;
    uint8_t *to = b->points + place * group->point_bytes;
    copy_point(group, to, points + (entry & ~POINT_NEGATIVE) * group->point_bytes);
    if (!(entry & POINT_NEGATIVE)) return;
    for (size_t part = group->coordinate_bytes; part < group->point_bytes; part += sizeof(fp)) {
        fp *y = (fp *)(void *)(to + part);
        const fp zero = {{0}};
        fp_difference(y, &zero, y);
    }
}

/* Folds every run to one point; the last one, when it goes on, only until it leaves most of the block free. */
static void fold(block *b, int last_goes_on) {
    for (;;) {
        size_t pairs = 0;
        for (uint32_t i = 0; i < b->count; i++) {
            block_run *run = &b->runs[i];
            if (last_goes_on && i == b->count - 1 && run->length <= b->capacity / 8) continue;
            uint32_t half = run->length / 2;
            run->length -= half;
            for (uint32_t k = 0; k < half; k++) b->pairs[pairs++] = (point_pair){run->first + k, run->first + run->length + k};
        }
        if (pairs == 0) return;
        b->group->add_pairs(b->points, b->pairs, pairs, b->room);
    }
}

/* Hands the sums over and empties the block but for the run that goes on. */
static void flush(block *b, int last_goes_on) {
    size_t bytes = b->group->point_bytes;
    fold(b, last_goes_on);
    uint32_t done = b->count - (last_goes_on ? 1 : 0);
    for (uint32_t i = 0; i < done; i++) memcpy(b->sums + b->runs[i].run * bytes, b->points + b->runs[i].first * bytes, bytes);
    b->used = b->count = 0;
    if (!last_goes_on) return;
    block_run open = b->runs[done];
    memmove(b->points, b->points + open.first * bytes, open.length * bytes);
    b->runs[0] = (block_run){0, open.length, open.run};
    b->used = open.length, b->count = 1;
}

static int32_t make_room(block *b, int last_goes_on, const volatile int32_t *stop) {
    if (stop && *stop) return LOTUSSEAL_STOPPED;
    flush(b, last_goes_on);
    return LOTUSSEAL_OK;
}

int32_t point_runs(const point_group *group, const void *points, const uint32_t *entries, const uint32_t *ends, uint64_t runs, void *sums,
                   const volatile int32_t *stop) {
    block b;
    int32_t status = block_open(&b, group, sums) ? LOTUSSEAL_OK : LOTUSSEAL_NO_MEMORY;
    uint32_t next = 0, all = runs ? ends[runs - 1] : 0;
    for (uint64_t run = 0; run < runs && status == LOTUSSEAL_OK; run++) {
        if (next == ends[run]) {
            memset(b.sums + run * group->point_bytes, 0, group->point_bytes);
            continue;
        }
        if (b.used == b.capacity && (status = make_room(&b, 0, stop)) != LOTUSSEAL_OK) break;
        b.runs[b.count++] = (block_run){b.used, 0, run};
        while (next < ends[run]) {
            if (b.used == b.capacity && (status = make_room(&b, 1, stop)) != LOTUSSEAL_OK) break;
            if (next + PREFETCH_AHEAD < all) {
                const uint8_t *ahead = (const uint8_t *)points + (entries[next + PREFETCH_AHEAD] & ~POINT_NEGATIVE) * group->point_bytes;
                for (size_t line = 0; line < group->point_bytes; line += 64) __builtin_prefetch(ahead + line);
                __builtin_prefetch(ahead + group->point_bytes - 1);
            }
            gather(&b, b.used++, (const uint8_t *)points, entries[next++]);
            b.runs[b.count - 1].length++;
        }
    }
    if (status == LOTUSSEAL_OK) flush(&b, 0);
    block_close(&b);
    return status;
}
