/* The exports of sums of points: arguments are checked here, once, and the kernel is chosen. */
#include "common/cpu.h"
#include "common/platform.h"
#include "curve/decode.h"
#include "curve/points.h"

static const point_group groups[] = {
    {sizeof(g1_point), sizeof(fp), g1_add_pairs_portable, g1_weighted_sum, g1_shift_and_add},
    {sizeof(g2_point), sizeof(fp2), g2_add_pairs_portable, g2_weighted_sum, g2_shift_and_add},
};

int point_group_of(uint32_t isa, uint32_t group, point_group *of) {
    if (group != LOTUSSEAL_G1 && group != LOTUSSEAL_G2) return 0;
    *of = groups[group - LOTUSSEAL_G1];
#if LOTUSSEAL_X86
    if (cpu_usable(isa) & LOTUSSEAL_ISA_AVX512_IFMA) of->add_pairs = group == LOTUSSEAL_G1 ? g1_add_pairs_ifma : g2_add_pairs_ifma;
    else if (cpu_usable(isa) & LOTUSSEAL_ISA_ADX) of->add_pairs = group == LOTUSSEAL_G1 ? g1_add_pairs_adx : g2_add_pairs_adx;
#endif
    (void)isa;
    return 1;
}

int32_t lotusseal_point_runs(uint32_t isa, uint32_t group, const uint64_t *points, const uint32_t *entries, const uint32_t *ends, uint64_t runs,
                             uint64_t *sums, const volatile int32_t *stop) {
    point_group of;
    if (!point_group_of(isa, group, &of)) return LOTUSSEAL_BAD_ARGUMENT;
    if (runs == 0) return LOTUSSEAL_OK;
    if (!ends || !sums || (ends[runs - 1] && (!points || !entries))) return LOTUSSEAL_BAD_ARGUMENT;
    return point_runs(&of, points, entries, ends, runs, sums, stop);
}

int32_t lotusseal_point_window(uint32_t isa, uint32_t group, const uint64_t *points, const uint32_t *indices, const int16_t *digits, uint64_t count,
                               uint32_t bits, uint64_t *sum, const volatile int32_t *stop) {
    point_group of;
    if (!point_group_of(isa, group, &of) || !sum) return LOTUSSEAL_BAD_ARGUMENT;
    if (bits < LOTUSSEAL_MIN_DIGIT_BITS || bits > LOTUSSEAL_MAX_DIGIT_BITS || count > UINT32_MAX / 2) return LOTUSSEAL_BAD_ARGUMENT;
    if (count && (!points || !indices || !digits)) return LOTUSSEAL_BAD_ARGUMENT;
    return point_window(&of, points, indices, digits, count, bits, sum, stop);
}

int32_t lotusseal_point_decode(uint32_t isa, uint32_t group, const uint8_t *bytes, uint64_t count, int32_t on_curve, uint64_t *points,
                               uint64_t *decoded) {
    if ((group != LOTUSSEAL_G1 && group != LOTUSSEAL_G2) || !decoded || (count && (!bytes || !points))) return LOTUSSEAL_BAD_ARGUMENT;
    points_decoder *decode = group == LOTUSSEAL_G1 ? g1_decode_portable : g2_decode_portable;
#if LOTUSSEAL_X86
    if (cpu_usable(isa) & LOTUSSEAL_ISA_ADX) decode = group == LOTUSSEAL_G1 ? g1_decode_adx : g2_decode_adx;
#endif
    (void)isa;
    *decoded = decode(bytes, count, on_curve, points);
    return LOTUSSEAL_OK;
}
