// The fields of BLS12-381 (docs/spec/porep.md 4.1).
#ifndef LOTUSSEAL_CUDA_FIELDS_H
#define LOTUSSEAL_CUDA_FIELDS_H
#include "montgomery.h"

// A field's modulus is a value that functions hand on, read from memory: the assembler takes wide products apart where a factor is a number that it
// knows or can load again.

// The scalar field. Its two lowest limbs are 1 and 2^32 - 1, so two of the eight products of a reduction are additions.
struct fr {
    static constexpr int N = 8;

    DEVICE constexpr uint32 modulus_limb(int i)
    {
        return i == 0 ? 0x00000001 : i == 1 ? 0xffffffff : i == 2 ? 0xfffe5bfe : i == 3 ? 0x53bda402
            : i == 4 ? 0x09a1d805 : i == 5 ? 0x3339d808 : i == 6 ? 0x299d7d48 : 0x73eda753;
    }

    // k · modulus for k = 1, 2, 4.
    DEVICE void multiple(int k, uint32 *result)
    {
        int bits = k == 4 ? 2 : k - 1;
        UNROLL for (int i = 0; i <= N; i++)
        {
            uint32 low = i < N ? modulus_limb(i) << bits : 0;
            result[i] = i > 0 && bits > 0 ? low | modulus_limb(i - 1) >> (32 - bits) : low;
        }
    }

    // window = (window + m · modulus) / 2^32 with m = -window mod 2^32.
    // m · modulus = m - m · 2^32 + m · 2^64 + m · (limbs 2 to 7). With z = (limb 0 is not zero), limb 0 + m = z · 2^32 and
    // -m = limb 0 - z · 2^32, so limb 1 takes limb 0 + z and limb 2 takes m - z.
    DEVICE void reduce_row(window<N> &w, const limbs<N> &modulus)
    {
        uint32 bottom = w.even[0];
        // -bottom, from limbs that the assembler does not know: it would put the sign into one half of each wide product.
        uint32 m = (bottom ^ modulus.limb[1]) + modulus.limb[0];
        sub_cc(0, bottom);
        uint32 high = subc(m, 0);
        add_cc(bottom, 0xffffffff);
        uint32 low = addc_cc(bottom, w.even[1]);
        high = addc(high, 0);
        w.odd[0] = add_cc(w.odd[0], low);
        w.odd[1] = addc_cc(w.odd[1], high);
        UNROLL for (int i = 2; i < N; i += 2)
        {
            w.odd[i] = madc_lo_cc(modulus.limb[i + 1], m, w.odd[i]);
            w.odd[i + 1] = madc_hi_cc(modulus.limb[i + 1], m, w.odd[i + 1]);
        }
        w.odd[N] = addc(w.odd[N], 0);
        mad_chain<N>(w.even, modulus.limb, 2, 2, m);
        shift(w);
    }
};

// The base field of the curve.
struct fp {
    static constexpr int N = 12;

    DEVICE constexpr uint32 modulus_limb(int i)
    {
        return i == 0 ? 0xffffaaab : i == 1 ? 0xb9feffff : i == 2 ? 0xb153ffff : i == 3 ? 0x1eabfffe
            : i == 4 ? 0xf6b0f624 : i == 5 ? 0x6730d2a0 : i == 6 ? 0xf38512bf : i == 7 ? 0x64774b84
            : i == 8 ? 0x434bacd7 : i == 9 ? 0x4b1ba7b6 : i == 10 ? 0x397fe69a : 0x1a0111ea;
    }

    DEVICE void multiple(int k, uint32 *result)
    {
        int bits = k == 4 ? 2 : k - 1;
        UNROLL for (int i = 0; i <= N; i++)
        {
            uint32 low = i < N ? modulus_limb(i) << bits : 0;
            result[i] = i > 0 && bits > 0 ? low | modulus_limb(i - 1) >> (32 - bits) : low;
        }
    }

    // window = (window + m · modulus) / 2^32; the last product of limb 1 goes over to the odd limbs before limb 0 is dropped.
    DEVICE void reduce_row(window<N> &w, const limbs<N> &modulus)
    {
        const uint32 minus_inverse = 0xfffcfffd;
        uint32 m = w.even[0] * minus_inverse;
        add_row<N>(w, modulus, m);
        w.odd[0] = add_cc(w.odd[0], w.even[1]);
        UNROLL for (int i = 1; i < N; i++) w.odd[i] = addc_cc(w.odd[i], 0);
        w.odd[N] = addc(w.odd[N], 0);
        shift(w);
    }
};

#endif
