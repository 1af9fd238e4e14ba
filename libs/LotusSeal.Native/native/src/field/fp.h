/* The base field of BLS12-381 in six 64-bit limbs: coordinates of curve points. */
#ifndef LOTUSSEAL_FIELD_FP_H
#define LOTUSSEAL_FIELD_FP_H

#include "field/limbs.h"

#define FP_LIMBS 6

typedef struct {
    uint64_t limb[FP_LIMBS];
} fp;

static const fp fp_modulus = {
    {0xb9feffffffffaaabu, 0x1eabfffeb153ffffu, 0x6730d2a0f6b0f624u, 0x64774b84f38512bfu, 0x4b1ba7b6434bacd7u, 0x1a0111ea397fe69au}};
static const fp fp_r1 = {
    {0x760900000002fffdu, 0xebf4000bc40c0002u, 0x5f48985753c758bau, 0x77ce585370525745u, 0x5c071a97a256ec6du, 0x15f65ec3fa80e493u}};
static const fp fp_r2 = {
    {0xf4df1f341c341746u, 0x0a76e6a609d104f1u, 0x8de5476c4c95b6d5u, 0x67eb88a9939d83c0u, 0x9a793e85b519952du, 0x11988fe592cae3aau}};
static const fp fp_inversion = {
    {0xc75b87eae4c078aeu, 0x5a053a5001d63318u, 0x7afc9aa5647bc96au, 0x523ec3bd5b17b648u, 0x5f8a543218152dc6u, 0x03d6ad095ef691c4u}};
static const uint64_t fp_inverse = 0x89f3fffcfffcfffdu;

DEFINE_FIELD(fp, FP_LIMBS)

#endif
