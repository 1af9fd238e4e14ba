/* Graph arithmetic, 512 bits wide. */
#define LANE_BYTES 64
#define CHACHA_DRAWS chacha_draws_avx512
#define FEISTEL_TABLE feistel_table_avx512
#include "graph/graph_lanes.h"

#include <immintrin.h>

/*
 * The expander parents of up to DRAW_LANES nodes, 16 values at once. The domain is a power of two, so a value is outside it exactly when the
 * upper bits of its left half are set; such values are packed together and permuted again.
 */
void expander_parents_avx512(const lotusseal_graph *graph, uint32_t first_node, uint32_t count, uint32_t *parents) {
    enum { VALUES = DRAW_LANES * EXPANDER_PARENTS, LANES = 16 };
    uint32_t left[VALUES + LANES], right[VALUES + LANES], target[VALUES + LANES], values = count * EXPANDER_PARENTS;
    const uint32_t *tables[3] = {graph->table, graph->table + graph->mask + 1, graph->table + 2 * ((size_t)graph->mask + 1)};
    for (uint32_t i = 0; i < values; i++) {
        uint64_t x = (uint64_t)first_node * EXPANDER_PARENTS + i;
        left[i] = (uint32_t)(x >> graph->half_bits), right[i] = (uint32_t)x & graph->mask;
        target[i] = i / EXPANDER_PARENTS * PARENTS + BASE_PARENTS + i % EXPANDER_PARENTS;
    }
    uint32_t domain_bits = (uint32_t)__builtin_ctzll(graph->seeds.nodes * EXPANDER_PARENTS);
    __m512i outside_bits = _mm512_set1_epi32((int)(UINT32_MAX << (domain_bits - graph->half_bits)));
    __m512i kept_bits = _mm512_set1_epi32((int)(graph->seeds.legacy ? UINT32_MAX / EXPANDER_PARENTS : UINT32_MAX));
    __m128i left_shift = _mm_cvtsi32_si128((int)graph->half_bits - 3);
    while (values > 0) {
        uint32_t again = 0;
        for (uint32_t i = 0; i < values; i += LANES) {
            __mmask16 used = values - i < LANES ? (__mmask16)((1u << (values - i)) - 1) : (__mmask16)0xffff;
            __m512i zero = _mm512_setzero_si512(), positions = _mm512_loadu_si512(target + i);
            __m512i l = _mm512_maskz_loadu_epi32(used, left + i), r = _mm512_maskz_loadu_epi32(used, right + i);
            __m512i first = _mm512_xor_si512(l, _mm512_mask_i32gather_epi32(zero, used, r, tables[0], 4));
            l = _mm512_xor_si512(r, _mm512_mask_i32gather_epi32(zero, used, first, tables[1], 4));
            r = _mm512_xor_si512(first, _mm512_mask_i32gather_epi32(zero, used, l, tables[2], 4));
            __mmask16 outside = _mm512_mask_test_epi32_mask(used, l, outside_bits);
            __m512i parent = _mm512_and_si512(_mm512_or_si512(_mm512_sll_epi32(l, left_shift), _mm512_srli_epi32(r, 3)), kept_bits);
            _mm512_mask_i32scatter_epi32(parents, used & (__mmask16)~outside, positions, parent, 4);
            _mm512_storeu_si512(left + again, _mm512_maskz_compress_epi32(outside, l));
            _mm512_storeu_si512(right + again, _mm512_maskz_compress_epi32(outside, r));
            _mm512_storeu_si512(target + again, _mm512_maskz_compress_epi32(outside, positions));
            again += (uint32_t)__builtin_popcount(outside);
        }
        values = again;
    }
}
