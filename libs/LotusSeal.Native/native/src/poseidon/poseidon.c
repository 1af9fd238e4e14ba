/* The exports of Poseidon: arguments are checked here, once, and the kernel is chosen. */
#include "poseidon/poseidon.h"

#include "common/cpu.h"
#include "common/platform.h"

static int arity_is_known(uint32_t arity) { return arity == 2 || arity == 4 || arity == 8 || arity == 11; }

static void poseidon(uint32_t isa, uint32_t arity, const uint8_t *const *inputs, uint64_t stride, uint8_t *digests, uint64_t count) {
    const poseidon_constants *constants = poseidon_constants_of(arity);
#if LOTUSSEAL_X86
    if (cpu_usable(isa) & LOTUSSEAL_ISA_AVX512_IFMA) {
        poseidon_ifma(constants, inputs, stride, digests, count);
        return;
    }
    if (cpu_usable(isa) & LOTUSSEAL_ISA_AVX2) {
        poseidon_avx2(constants, inputs, stride, digests, count);
        return;
    }
#elif LOTUSSEAL_ARM
    if (cpu_usable(isa) & LOTUSSEAL_ISA_NEON) {
        poseidon_neon(constants, inputs, stride, digests, count);
        return;
    }
#endif
    (void)isa;
    poseidon_portable(constants, inputs, stride, digests, count);
}

int32_t lotusseal_poseidon_hash(uint32_t isa, uint32_t arity, const uint8_t *nodes, uint8_t *digests, uint64_t count) {
    const uint8_t *inputs[11];
    if (!arity_is_known(arity)) return LOTUSSEAL_BAD_ARGUMENT;
    if (count == 0) return LOTUSSEAL_OK;
    if (!nodes || !digests) return LOTUSSEAL_BAD_ARGUMENT;
    for (uint32_t j = 0; j < arity; j++) inputs[j] = nodes + j * NODE_BYTES;
    poseidon(isa, arity, inputs, arity * NODE_BYTES, digests, count);
    return LOTUSSEAL_OK;
}

int32_t lotusseal_poseidon_columns(uint32_t isa, const uint8_t *const *layers, uint32_t layer_count, uint8_t *digests, uint64_t count) {
    if (layer_count != 2 && layer_count != 11) return LOTUSSEAL_BAD_ARGUMENT;
    if (count == 0) return LOTUSSEAL_OK;
    if (!layers || !digests) return LOTUSSEAL_BAD_ARGUMENT;
    for (uint32_t j = 0; j < layer_count; j++)
        if (!layers[j]) return LOTUSSEAL_BAD_ARGUMENT;
    poseidon(isa, layer_count, layers, NODE_BYTES, digests, count);
    return LOTUSSEAL_OK;
}

int32_t lotusseal_poseidon_round_constants(uint32_t arity, uint8_t *constants) {
    if (!arity_is_known(arity) || !constants) return LOTUSSEAL_BAD_ARGUMENT;
    poseidon_round_constants(arity, constants);
    return LOTUSSEAL_OK;
}
