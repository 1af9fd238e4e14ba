/* The label loop with SHA instructions; headers of 16 nodes at once on 512-bit vectors, which leaves the SHA unit to the labels. */
#include "sha256_avx512.h"

#include "label_sha_ni.h"

static __attribute__((noinline)) void hash_headers(const lotusseal_label_chain *chain, uint32_t layer, uint32_t first_node,
                                                   sha_state states[HEADER_BATCH]) {
    __m512i s[8], w[16];
    for (int i = 0; i < 8; i++) w[i] = _mm512_set1_epi32((int)load_be32(chain->replica_id + 4 * i));
    for (int i = 8; i < 16; i++) w[i] = _mm512_setzero_si512();
    w[8] = _mm512_set1_epi32((int)layer);
    w[10] = _mm512_add_epi32(_mm512_set1_epi32((int)first_node), _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0));
    sha256x16_start(s);
    sha256x16_compress(s, w);
    __m512i abef[4] = {s[5], s[4], s[1], s[0]}, cdgh[4] = {s[7], s[6], s[3], s[2]};
    transpose4(abef);
    transpose4(cdgh);
    __m128i parts[2][4];
    for (int k = 0; k < 4; k++) {
        _mm512_storeu_si512(parts[0], abef[k]);
        _mm512_storeu_si512(parts[1], cdgh[k]);
        for (int part = 0; part < 4; part++) states[4 * part + k] = (sha_state){parts[0][part], parts[1][part]};
    }
}

DEFINE_LABEL_RANGE(label_range_sha_ni_avx512_1, 1)
DEFINE_LABEL_RANGE(label_range_sha_ni_avx512_2, 2)
