// Additions and multiplications that pass a carry from one to the next, named as in PTX. A chain begins with an instruction that takes no carry;
// mad_lo and madc_hi of the same factors stand next to each other, so that the assembler makes one wide instruction of both.
#ifndef LOTUSSEAL_CUDA_CARRY_H
#define LOTUSSEAL_CUDA_CARRY_H
#include "platform.h"

#if defined(__CUDA_ARCH__)

#define CARRY_OF_TWO(name, instruction)                                                                                                        \
    DEVICE uint32 name(uint32 a, uint32 b)                                                                                                     \
    {                                                                                                                                          \
        uint32 result;                                                                                                                         \
        asm volatile(instruction ".u32 %0, %1, %2;" : "=r"(result) : "r"(a), "r"(b));                                                         \
        return result;                                                                                                                         \
    }
#define CARRY_OF_THREE(name, instruction)                                                                                                      \
    DEVICE uint32 name(uint32 a, uint32 b, uint32 c)                                                                                           \
    {                                                                                                                                          \
        uint32 result;                                                                                                                         \
        asm volatile(instruction ".u32 %0, %1, %2, %3;" : "=r"(result) : "r"(a), "r"(b), "r"(c));                                             \
        return result;                                                                                                                         \
    }

CARRY_OF_TWO(add_cc, "add.cc")
CARRY_OF_TWO(addc_cc, "addc.cc")
CARRY_OF_TWO(addc, "addc")
CARRY_OF_TWO(sub_cc, "sub.cc")
CARRY_OF_TWO(subc_cc, "subc.cc")
CARRY_OF_TWO(subc, "subc")
CARRY_OF_THREE(mad_lo_cc, "mad.lo.cc")
CARRY_OF_THREE(madc_lo_cc, "madc.lo.cc")
CARRY_OF_THREE(madc_hi_cc, "madc.hi.cc")

#else

// The carry flag of the thread: set by names that end in cc, read by those with a c before.
static thread_local uint32 carry_flag;

DEVICE uint32 keep_carry(uint64 sum)
{
    carry_flag = (uint32)(sum >> 32);
    return (uint32)sum;
}
DEVICE uint32 keep_borrow(uint64 difference)
{
    carry_flag = (uint32)(difference >> 32) & 1;
    return (uint32)difference;
}
DEVICE uint32 add_cc(uint32 a, uint32 b) { return keep_carry((uint64)a + b); }
DEVICE uint32 addc_cc(uint32 a, uint32 b) { return keep_carry((uint64)a + b + carry_flag); }
DEVICE uint32 addc(uint32 a, uint32 b) { return a + b + carry_flag; }
DEVICE uint32 sub_cc(uint32 a, uint32 b) { return keep_borrow((uint64)a - b); }
DEVICE uint32 subc_cc(uint32 a, uint32 b) { return keep_borrow((uint64)a - b - carry_flag); }
DEVICE uint32 subc(uint32 a, uint32 b) { return a - b - carry_flag; }
DEVICE uint32 mad_lo_cc(uint32 a, uint32 b, uint32 c) { return keep_carry((uint64)(a * b) + c); }
DEVICE uint32 madc_lo_cc(uint32 a, uint32 b, uint32 c) { return keep_carry((uint64)(a * b) + c + carry_flag); }
DEVICE uint32 madc_hi_cc(uint32 a, uint32 b, uint32 c) { return keep_carry(((uint64)a * b >> 32) + c + carry_flag); }

#endif
#endif
