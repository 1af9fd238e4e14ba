/* What all kernels share: the size of a node, the processor family and the mark of functions that must be inlined. */
#ifndef LOTUSSEAL_COMMON_PLATFORM_H
#define LOTUSSEAL_COMMON_PLATFORM_H

#if defined(__x86_64__)
#define LOTUSSEAL_X86 1
#else
#define LOTUSSEAL_X86 0
#endif

#if defined(__aarch64__)
#define LOTUSSEAL_ARM 1
#else
#define LOTUSSEAL_ARM 0
#endif

#define NODE_BYTES 32u

/* For functions with arguments that are constants at every use: loop bounds and branches on them vanish only when they are inlined. */
#define INLINE static inline __attribute__((always_inline))

#endif
