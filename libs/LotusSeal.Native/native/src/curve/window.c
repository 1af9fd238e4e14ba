/*
 * One window of a multi-scalar multiplication (Pippenger). Points are sorted by their digit; the points of a digit are a run, whose sum is the
 * digit's bucket. Buckets are then seen as a table of rows and columns,
 *
 *   sum of (i + 1) * bucket[i] = columns * (sum of row * (sum of its row)) + sum of (column + 1) * (sum of its column),
 *
 * so that most of what is left are runs again, and only some hundred additions depend on each other.
 */
#include <stdlib.h>

#include "curve/points.h"

typedef struct {
    uint32_t *entries, *ends;
    uint8_t *buckets, *lines;
} window_memory;

static int window_open(window_memory *m, const point_group *group, uint64_t count, uint32_t buckets) {
    uint64_t entries = count > 2ull * buckets ? count : 2ull * buckets;
    m->entries = (uint32_t *)malloc(entries * sizeof *m->entries);
    m->ends = (uint32_t *)malloc(((uint64_t)buckets + 2) * sizeof *m->ends);
    m->buckets = (uint8_t *)malloc(buckets * group->point_bytes);
    m->lines = (uint8_t *)malloc((buckets + 1ull) * group->point_bytes);
    return m->entries && m->ends && m->buckets && m->lines;
}

static void window_close(window_memory *m) {
    free(m->entries);
    free(m->ends);
    free(m->buckets);
    free(m->lines);
}

static uint32_t bucket_of(int16_t digit) { return (uint32_t)(digit < 0 ? -digit : digit) - 1; }

/* Counting sort: afterwards ends[b] is the end of the entries of bucket b. */
static void sort(window_memory *m, const uint32_t *indices, const int16_t *digits, uint64_t count, uint32_t buckets) {
    memset(m->ends, 0, (buckets + 1) * sizeof *m->ends);
    uint32_t *next = m->ends + 1, sum = 0;
    for (uint64_t i = 0; i < count; i++)
        if (digits[i]) next[bucket_of(digits[i])]++;
    for (uint32_t b = 0; b < buckets; b++) {
        uint32_t length = next[b];
        next[b] = sum;
        sum += length;
    }
    for (uint64_t i = 0; i < count; i++)
        if (digits[i]) m->entries[next[bucket_of(digits[i])]++] = indices[i] | (digits[i] < 0 ? POINT_NEGATIVE : 0);
}

/* Rows, then columns, as runs over the buckets. */
static void list_lines(window_memory *m, uint32_t rows, uint32_t columns) {
    uint32_t entry = 0, *end = m->ends;
    for (uint32_t row = 0; row < rows; row++) {
        for (uint32_t column = 0; column < columns; column++) m->entries[entry++] = row * columns + column;
        *end++ = entry;
    }
    for (uint32_t column = 0; column < columns; column++) {
        for (uint32_t row = 0; row < rows; row++) m->entries[entry++] = row * columns + column;
        *end++ = entry;
    }
}

int32_t point_window(const point_group *group, const void *points, const uint32_t *indices, const int16_t *digits, uint64_t count, uint32_t width,
                     void *result, const volatile int32_t *stop) {
    uint32_t buckets = 1u << (width - 1), columns = 1u << ((width - 1) / 2), rows = buckets / columns;
    window_memory m;
    uint8_t row_sum[sizeof(g2_sum)];
    int32_t status = window_open(&m, group, count, buckets) ? LOTUSSEAL_OK : LOTUSSEAL_NO_MEMORY;
    if (status == LOTUSSEAL_OK) {
        sort(&m, indices, digits, count, buckets);
        status = point_runs(group, points, m.entries, m.ends + 1, buckets, m.buckets, stop);
    }
    if (status == LOTUSSEAL_OK) {
        list_lines(&m, rows, columns);
        status = point_runs(group, m.buckets, m.entries, m.ends, rows + columns, m.lines, stop);
    }
    if (status == LOTUSSEAL_OK) {
        /* Row 0 weighs nothing. */
        group->weighted_sum(m.lines + group->point_bytes, rows - 1, result);
        group->weighted_sum(m.lines + rows * group->point_bytes, columns, row_sum);
        group->shift_and_add(result, (width - 1) / 2, row_sum);
    }
    window_close(&m);
    return status;
}
