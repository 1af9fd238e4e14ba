/*
 * Encoding and decoding of a replica (porep.md 3.7): sums and differences of field elements, so they lie with the field. Inputs are canonical, so
 * one conditional correction by r is enough.
 */
#include "common/platform.h"
#include "field/fr.h"
#include "lotusseal.h"

int32_t lotusseal_encode(const uint8_t *labels, const uint8_t *data, uint8_t *replica, uint64_t count) {
    if (count == 0) return LOTUSSEAL_OK;
    if (!labels || !data || !replica) return LOTUSSEAL_BAD_ARGUMENT;
    for (uint64_t i = 0; i < count * NODE_BYTES; i += NODE_BYTES) fr_store(replica + i, fr_add(fr_load(labels + i), fr_load(data + i)));
    return LOTUSSEAL_OK;
}

int32_t lotusseal_decode(const uint8_t *labels, const uint8_t *replica, uint8_t *data, uint64_t count) {
    if (count == 0) return LOTUSSEAL_OK;
    if (!labels || !replica || !data) return LOTUSSEAL_BAD_ARGUMENT;
    for (uint64_t i = 0; i < count * NODE_BYTES; i += NODE_BYTES) fr_store(data + i, fr_sub(fr_load(replica + i), fr_load(labels + i)));
    return LOTUSSEAL_OK;
}
