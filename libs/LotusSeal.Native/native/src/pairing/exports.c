/* The exports of verification: arguments are checked here, once, and the kernel is chosen. */
#include <stdlib.h>

#include "common/cpu.h"
#include "common/platform.h"
#include "pairing/pairing.h"

static const pairing_kernel *kernel_of(uint32_t isa) {
#if LOTUSSEAL_X86
    if (cpu_usable(isa) & LOTUSSEAL_ISA_ADX) return &pairing_adx;
#endif
    (void)isa;
    return &pairing_portable;
}

int32_t lotusseal_pairing_lines(uint32_t isa, const uint64_t *point, uint64_t *lines) {
    if (!point || !lines) return LOTUSSEAL_BAD_ARGUMENT;
    kernel_of(isa)->lines((const g2_point *)point, (twist_line *)lines);
    return LOTUSSEAL_OK;
}

int32_t lotusseal_pairing_loop(uint32_t isa, const uint64_t *points, const uint64_t *lines, uint64_t count, uint64_t *value) {
    if (!value || (count && (!points || !lines))) return LOTUSSEAL_BAD_ARGUMENT;
    kernel_of(isa)->loop((const g1_point *)points, (const twist_line *)lines, count, (fp12 *)value);
    return LOTUSSEAL_OK;
}

int32_t lotusseal_pairing_power(uint32_t isa, uint64_t *value) {
    if (!value) return LOTUSSEAL_BAD_ARGUMENT;
    kernel_of(isa)->power((fp12 *)value);
    return LOTUSSEAL_OK;
}

int32_t lotusseal_point_read(uint32_t isa, uint32_t group, const uint8_t *bytes, uint64_t *point, int32_t *is_point) {
    if ((group != LOTUSSEAL_G1 && group != LOTUSSEAL_G2) || !bytes || !point || !is_point) return LOTUSSEAL_BAD_ARGUMENT;
    const pairing_kernel *kernel = kernel_of(isa);
    *is_point = group == LOTUSSEAL_G1 ? kernel->read_g1(bytes, (g1_point *)point) : kernel->read_g2(bytes, (g2_point *)point);
    return LOTUSSEAL_OK;
}

int32_t lotusseal_point_known_sum(uint32_t isa, const uint64_t *multiples, const int8_t *digits, uint64_t count, uint64_t *sum) {
    if (!sum || (count && (!multiples || !digits)) || count > UINT32_MAX / 2 / LOTUSSEAL_KNOWN_DIGITS) return LOTUSSEAL_BAD_ARGUMENT;
    point_group group;
    point_group_of(isa, LOTUSSEAL_G1, &group);
    uint32_t ends[LOTUSSEAL_KNOWN_DIGITS], used = 0,
                                           *entries = (uint32_t *)malloc(count * LOTUSSEAL_KNOWN_DIGITS * sizeof *entries + sizeof *entries);
    g1_point *sums = (g1_point *)malloc(LOTUSSEAL_KNOWN_DIGITS * sizeof *sums);
    int32_t status = entries && sums ? LOTUSSEAL_OK : LOTUSSEAL_NO_MEMORY;
    /* What a power of two is multiplied by is a run of multiples; all runs are added up together. */
    for (uint32_t power = 0; power < LOTUSSEAL_KNOWN_DIGITS && status == LOTUSSEAL_OK; power++) {
        for (uint32_t i = 0; i < count; i++) {
            int digit = digits[(uint64_t)i * LOTUSSEAL_KNOWN_DIGITS + power];
            if (digit == 0) continue;
            uint32_t size = (uint32_t)(digit < 0 ? -digit : digit);
            entries[used++] = (i * LOTUSSEAL_KNOWN_MULTIPLES + size / 2) | (digit < 0 ? POINT_NEGATIVE : 0);
        }
        ends[power] = used;
    }
    if (status == LOTUSSEAL_OK) status = point_runs(&group, multiples, entries, ends, LOTUSSEAL_KNOWN_DIGITS, sums, NULL);
    if (status == LOTUSSEAL_OK) kernel_of(isa)->sum_of_powers(sums, LOTUSSEAL_KNOWN_DIGITS, (g1_sum *)sum);
    free(entries);
    free(sums);
    return status;
}
