/* Scalars of a sum: which of them are 0 or 1, and the digits of the others. */
#ifndef LOTUSSEAL_CURVE_SCALARS_H
#define LOTUSSEAL_CURVE_SCALARS_H

#include "field/fr.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Writes the signed digits of a scalar in Montgomery form, digit w at digits[w * stride]. */
void scalar_digits(fr scalar, uint32_t bits, int16_t *digits, uint64_t stride);

#ifdef __cplusplus
}
#endif

#endif
