/* Reads the processor once: under a hypervisor each CPUID of x86 costs microseconds, and every call of a kernel asks. */
#include "common/cpu.h"

#include <pthread.h>

#include "common/platform.h"

#define BIT(n) (1u << (n))

/* CPUID leaf 1, ECX. */
#define SSSE3 BIT(9)
#define SSE4_1 BIT(19)
#define OSXSAVE BIT(27)
#define AVX BIT(28)

/* CPUID leaf 7, EBX. */
#define AVX2_BMI2 (BIT(5) | BIT(8))
#define AVX512_F_DQ_BW_VL (BIT(16) | BIT(17) | BIT(30) | BIT(31))
#define AVX512_IFMA BIT(21)
#define SHA BIT(29)
#define BMI2_ADX (BIT(8) | BIT(19))

/* AT_HWCAP of Linux on 64-bit Arm. */
#define HWCAP_VECTORS BIT(1)
#define HWCAP_SHA256 BIT(6)

/* XCR0: SSE and AVX registers; the same with the mask registers, upper halves and upper sixteen of AVX-512. */
#define SAVES_AVX 0x06u
#define SAVES_AVX512 0xe6u

static int has(uint64_t bits, uint64_t wanted) { return (bits & wanted) == wanted; }

uint32_t cpu_isa_of(const cpu_features *features) {
    uint32_t isa = 0;
    if (has(features->arm_capabilities, HWCAP_SHA256)) isa |= LOTUSSEAL_ISA_ARM_SHA;
    if (has(features->arm_capabilities, HWCAP_VECTORS)) isa |= LOTUSSEAL_ISA_NEON;
    /* SHA instructions use SSE registers, which every 64-bit system saves. */
    if (has(features->leaf7_ebx, SHA) && has(features->leaf1_ecx, SSSE3 | SSE4_1)) isa |= LOTUSSEAL_ISA_SHA_NI;
    /* MULX, ADCX and ADOX use general registers. */
    if (has(features->leaf7_ebx, BMI2_ADX)) isa |= LOTUSSEAL_ISA_ADX;
    if (!has(features->leaf1_ecx, AVX) || !has(features->leaf7_ebx, AVX2_BMI2) || !has(features->saved_state, SAVES_AVX)) return isa;
    isa |= LOTUSSEAL_ISA_AVX2;
    if (!has(features->leaf7_ebx, AVX512_F_DQ_BW_VL) || !has(features->saved_state, SAVES_AVX512)) return isa;
    isa |= LOTUSSEAL_ISA_AVX512;
    if (has(features->leaf7_ebx, AVX512_IFMA)) isa |= LOTUSSEAL_ISA_AVX512_IFMA;
    return isa;
}

#if LOTUSSEAL_X86
#include <cpuid.h>

static uint64_t saved_state(void) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return ((uint64_t)high << 32) | low;
}

static cpu_features read_features(void) {
    cpu_features features = {0};
    uint32_t a, b, c, d;
    if (__get_cpuid(1, &a, &b, &c, &d)) features.leaf1_ecx = c;
    if (__get_cpuid_count(7, 0, &a, &b, &c, &d)) features.leaf7_ebx = b;
    if (has(features.leaf1_ecx, OSXSAVE)) features.saved_state = saved_state();
    return features;
}
#elif LOTUSSEAL_ARM
#include <sys/auxv.h>

static cpu_features read_features(void) { return (cpu_features){.arm_capabilities = getauxval(AT_HWCAP)}; }
#else
static cpu_features read_features(void) { return (cpu_features){0}; }
#endif

static uint32_t isa_here;
static pthread_once_t isa_read = PTHREAD_ONCE_INIT;

static void read_isa(void) {
    cpu_features features = read_features();
    isa_here = cpu_isa_of(&features);
}

uint32_t lotusseal_cpu_isa(void) {
    pthread_once(&isa_read, read_isa);
    return isa_here;
}
