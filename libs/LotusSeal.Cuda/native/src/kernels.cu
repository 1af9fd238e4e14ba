// The kernels. Nodes are canonical field elements of 32 bytes, little-endian; every thread does one node or hash, threads beyond count nothing.
// Hashes need width · 32 bytes of shared memory a thread.
#include "poseidon.h"

typedef poseidon_shape<3, 1, 5, 11> arity2;
typedef poseidon_shape<9, 1, 3, 19> arity8;
typedef poseidon_shape<12, 2, 3, 19> arity11;

// digests[i] = Poseidon(inputs[i · step], inputs[i · step + stride], …); step and stride in units of 16 bytes. For columns the layers lie stride
// apart, for rows of trees the children of a node stand next to each other.
template <class Shape>
DEVICE void hash_nodes(const words4 *constants, const words4 *inputs, uint64 stride, uint32 step, words4 *digests, uint32 count)
{
    uint32 node = node_index();
    if (node < count) hash<Shape>(constants, inputs + (uint64)node * step, stride, digests + (uint64)node * words4_of_element);
}

#define POSEIDON_KERNEL(name, shape, threads, blocks)                                                                                          \
    KERNEL(threads, blocks)                                                                                                                    \
    name(const words4 *constants, const words4 *inputs, uint64 stride, uint32 step, words4 *digests, uint32 count)                            \
    {                                                                                                                                          \
        hash_nodes<shape>(constants, inputs, stride, step, digests, count);                                                                   \
    }
POSEIDON_KERNEL(poseidon_2, arity2, 128, 4)
POSEIDON_KERNEL(poseidon_8, arity8, 128, 3)
POSEIDON_KERNEL(poseidon_11, arity11, 128, 3)

// replica = label + data; replica may be either of them.
KERNEL(256, 4) encode(const words4 *labels, const words4 *data, words4 *replica, uint32 count)
{
    uint32 node = node_index();
    if (node >= count) return;
    uint64 at = (uint64)node * words4_of_element;
    element label, value;
    UNROLL for (int i = 0; i < 4; i++)
    {
        label.limb[i] = labels[at][i], label.limb[i + 4] = labels[at + 1][i];
        value.limb[i] = data[at][i], value.limb[i + 4] = data[at + 1][i];
    }
    store_element(replica + at, add<fr>(label, value));
}

// replica = key + data · factor (docs/spec/porep.md 10.3). constants are the modulus and the factors in Montgomery form, one for each run of
// 2^run_log2 nodes of the sector; first is the batch's first node there.
KERNEL(256, 4)
encode_update(const words4 *constants, uint32 first, uint32 run_log2, const words4 *keys, const words4 *data, words4 *replica, uint32 count)
{
    uint32 node = node_index();
    if (node >= count) return;
    uint64 at = (uint64)node * words4_of_element;
    uint32 run = (first + node) >> run_log2;
    element modulus = load_element(constants), factor = load_element(constants + (uint64)(run + 1) * words4_of_element);
    element product = multiply<fr>(load_element(data + at), factor, modulus);
    store_element(replica + at, add<fr>(load_element(keys + at), product));
}

// Montgomery products, for known answers and for the table of instructions.
KERNEL(256, 2) multiply_fr(const words4 *modulus, const words4 *left, const words4 *right, words4 *products, uint32 count)
{
    uint32 node = node_index();
    if (node >= count) return;
    uint64 at = (uint64)node * words4_of_element;
    store_element(products + at, multiply<fr>(load_element(left + at), load_element(right + at), load_element(modulus)));
}

KERNEL(256, 2) multiply_fp(const uint32 *modulus, const uint32 *left, const uint32 *right, uint32 *products, uint32 count)
{
    uint32 node = node_index();
    if (node >= count) return;
    limbs<fp::N> a, b, m;
    UNROLL for (int i = 0; i < fp::N; i++) a.limb[i] = left[node * fp::N + i], b.limb[i] = right[node * fp::N + i], m.limb[i] = modulus[i];
    limbs<fp::N> product = multiply<fp>(a, b, m);
    UNROLL for (int i = 0; i < fp::N; i++) products[node * fp::N + i] = product.limb[i];
}

// Eight rows of eight products of limbs, rounds times: what the device can do at most. 64 wide products a round, and 16 additions of carries.
KERNEL(256, 2) wide_products(const words4 *inputs, words4 *results, uint32 rounds)
{
    uint64 at = (uint64)node_index() * words4_of_element;
    element factor = load_element(inputs + at);
    window<fr::N> w = window_of(factor);
    ROLLED for (uint32 round = 0; round < rounds; round++)
    {
        UNROLL for (int row = 0; row < fr::N; row++) add_row<fr::N>(w, factor, factor.limb[row] + round);
    }
    store_element(results + at, finish<fr, 8>(w));
}
