/* The scalar field of BLS12-381 in four 64-bit limbs (porep.md 4.1). Nodes are its canonical values, little-endian. */
#ifndef LOTUSSEAL_FIELD_FR_H
#define LOTUSSEAL_FIELD_FR_H

#include "field/limbs.h"

#define FR_LIMBS 4

typedef struct {
    uint64_t limb[FR_LIMBS];
} fr;

static const fr fr_modulus = {{0xffffffff00000001u, 0x53bda402fffe5bfeu, 0x3339d80809a1d805u, 0x73eda753299d7d48u}};
static const fr fr_r1 = {{0x00000001fffffffeu, 0x5884b7fa00034802u, 0x998c4fefecbc4ff5u, 0x1824b159acc5056fu}};
static const fr fr_r2 = {{0xc999e990f3f29c6du, 0x2b6cedcb87925c23u, 0x05d314967254398fu, 0x0748d9d99f59ff11u}};
static const fr fr_inversion = {{0x275eb1056dbe2321u, 0x135715e87bc433dfu, 0x020bcd6794b0b06au, 0x6f55e1da39d4538bu}};
static const uint64_t fr_inverse = 0xfffffffeffffffffu;

DEFINE_FIELD(fr, FR_LIMBS)

#endif
