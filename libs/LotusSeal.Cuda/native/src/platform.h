// What device code takes from its compiler, and the same names for a host compiler, where a thread is a call of a function.
#ifndef LOTUSSEAL_CUDA_PLATFORM_H
#define LOTUSSEAL_CUDA_PLATFORM_H

typedef unsigned int uint32;
typedef unsigned long long uint64;

#if defined(__CUDA_ARCH__)

// Four words, read and written with one instruction.
typedef uint32 words4 __attribute__((ext_vector_type(4)));

#define DEVICE static __attribute__((device)) inline __attribute__((always_inline))
#define KERNEL(threads, blocks) extern "C" __attribute__((global)) __attribute__((launch_bounds(threads, blocks))) void
#define UNROLL _Pragma("unroll")
#define ROLLED _Pragma("unroll 1")
// A function with code of its own, whose arguments are passed by their addresses.
#define CALLED static __attribute__((device)) __attribute__((noinline))

DEVICE uint32 thread_index() { return __nvvm_read_ptx_sreg_tid_x(); }
DEVICE uint32 block_index() { return __nvvm_read_ptx_sreg_ctaid_x(); }
DEVICE uint32 block_threads() { return __nvvm_read_ptx_sreg_ntid_x(); }

// Memory that no kernel writes while this one runs.
DEVICE words4 load_constant(const words4 *from) { return __nvvm_ldg_ui4(from); }

// *counter += value at once for all threads; gives what it was before.
DEVICE uint32 atomic_add(uint32 *counter, uint32 value) { return __nvvm_atom_add_gen_i((int *)counter, value); }
DEVICE uint32 reverse_bits(uint32 value) { return __builtin_bitreverse32(value); }
DEVICE uint32 count_bits(uint32 value) { return __builtin_popcount(value); }

extern __attribute__((device)) __attribute__((shared)) words4 shared_memory[];

#elif defined(__CUDA__)

// The host half of a device compilation: nothing is compiled from it.
typedef uint32 words4 __attribute__((ext_vector_type(4)));
#define DEVICE static inline
#define KERNEL(threads, blocks) extern "C" __attribute__((global)) void
#define UNROLL
#define ROLLED
#define CALLED static
uint32 thread_index();
uint32 block_index();
uint32 block_threads();
words4 load_constant(const words4 *from);
uint32 atomic_add(uint32 *counter, uint32 value);
uint32 reverse_bits(uint32 value);
uint32 count_bits(uint32 value);
extern words4 shared_memory[];

#else

typedef uint32 words4 __attribute__((vector_size(16)));

#define DEVICE static inline
#define KERNEL(threads, blocks) extern "C" void
#define UNROLL
#define ROLLED
#define CALLED static

// The thread that the host is running as, and the shared memory of its block.
extern thread_local uint32 host_thread_index, host_block_index, host_block_threads;
extern thread_local words4 *shared_memory;

DEVICE uint32 thread_index() { return host_thread_index; }
DEVICE uint32 block_index() { return host_block_index; }
DEVICE uint32 block_threads() { return host_block_threads; }
DEVICE words4 load_constant(const words4 *from) { return *from; }
DEVICE uint32 atomic_add(uint32 *counter, uint32 value) { return __atomic_fetch_add(counter, value, __ATOMIC_RELAXED); }
DEVICE uint32 count_bits(uint32 value) { return __builtin_popcount(value); }
DEVICE uint32 reverse_bits(uint32 value)
{
    uint32 reversed = 0;
    for (int i = 0; i < 32; i++) reversed |= (value >> i & 1) << (31 - i);
    return reversed;
}

#endif
#endif
