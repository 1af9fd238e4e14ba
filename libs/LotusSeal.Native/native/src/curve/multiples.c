/* Many multiples of one point: a table of its multiples by digit, and for each scalar the run of its digits. */
#include <stdlib.h>

#include "curve/points.h"
#include "curve/scalars.h"

/* Scalars whose digits are listed at once. */
#define BATCH 256u

int32_t lotusseal_point_table(uint32_t isa, uint32_t group, const uint64_t *point, uint32_t bits, uint64_t *table) {
    point_group of;
    if (!point_group_of(isa, group, &of) || !point || !table) return LOTUSSEAL_BAD_ARGUMENT;
    if (bits < LOTUSSEAL_MIN_DIGIT_BITS || bits > LOTUSSEAL_MAX_DIGIT_BITS) return LOTUSSEAL_BAD_ARGUMENT;
    uint32_t row_length = 1u << (bits - 1), digits = LOTUSSEAL_DIGITS(bits);
    uint32_t *entries = (uint32_t *)malloc(row_length * sizeof *entries), *ends = (uint32_t *)malloc(row_length / 2 * sizeof *ends + sizeof *ends);
    int32_t status = entries && ends ? LOTUSSEAL_OK : LOTUSSEAL_NO_MEMORY;
    for (uint32_t digit = 0; digit < digits && status == LOTUSSEAL_OK; digit++) {
        uint8_t *row = (uint8_t *)table + (size_t)digit * row_length * of.point_bytes, *last = row - of.point_bytes;
        uint32_t twice[2] = {0, 0}, end = 2;
        if (digit == 0) memcpy(row, point, of.point_bytes);
        else status = point_runs(&of, last, twice, &end, 1, row, NULL);
        /* In turns, all multiples that there are plus the highest of them. */
        for (uint32_t known = 1; known < row_length && status == LOTUSSEAL_OK; known *= 2) {
            for (uint32_t i = 0; i < known; i++) entries[2 * i] = i, entries[2 * i + 1] = known - 1, ends[i] = 2 * i + 2;
            status = point_runs(&of, row, entries, ends, known, row + known * of.point_bytes, NULL);
        }
    }
    free(entries);
    free(ends);
    return status;
}

int32_t lotusseal_point_multiples(uint32_t isa, uint32_t group, const uint64_t *table, uint32_t bits, const uint64_t *scalars, uint64_t count,
                                  uint64_t *multiples, const volatile int32_t *stop) {
    point_group of;
    if (!point_group_of(isa, group, &of) || bits < LOTUSSEAL_MIN_DIGIT_BITS || bits > LOTUSSEAL_MAX_DIGIT_BITS) return LOTUSSEAL_BAD_ARGUMENT;
    if (count == 0) return LOTUSSEAL_OK;
    if (!table || !scalars || !multiples) return LOTUSSEAL_BAD_ARGUMENT;
    uint32_t row_length = 1u << (bits - 1), digits = LOTUSSEAL_DIGITS(bits), ends[BATCH];
    uint32_t *entries = (uint32_t *)malloc((size_t)BATCH * digits * sizeof *entries);
    int32_t status = entries ? LOTUSSEAL_OK : LOTUSSEAL_NO_MEMORY;
    for (uint64_t first = 0; first < count && status == LOTUSSEAL_OK; first += BATCH) {
        uint32_t batch = count - first < BATCH ? (uint32_t)(count - first) : BATCH, used = 0;
        for (uint32_t i = 0; i < batch; i++) {
            int16_t digit[LOTUSSEAL_DIGITS(LOTUSSEAL_MIN_DIGIT_BITS)];
            scalar_digits(((const fr *)scalars)[first + i], bits, digit, 1);
            for (uint32_t d = 0; d < digits; d++) {
                uint32_t size = (uint32_t)(digit[d] < 0 ? -digit[d] : digit[d]);
                if (size) entries[used++] = (d * row_length + size - 1) | (digit[d] < 0 ? POINT_NEGATIVE : 0);
            }
            ends[i] = used;
        }
        if (stop && *stop) status = LOTUSSEAL_STOPPED;
        else status = point_runs(&of, table, entries, ends, batch, (uint8_t *)multiples + first * of.point_bytes, NULL);
    }
    free(entries);
    return status;
}
