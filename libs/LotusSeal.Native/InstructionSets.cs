namespace LotusSeal.Native;

/// <summary>Instruction sets the native kernels know beyond portable C; values are those of lotusseal.h.</summary>
[Flags]
public enum InstructionSets : uint
{
    /// <summary>Portable C only.</summary>
    None = 0,

    /// <summary>SHA-256 instructions (x86 SHA extensions).</summary>
    ShaNi = 1,

    /// <summary>256-bit integer vectors.</summary>
    Avx2 = 2,

    /// <summary>512-bit vectors: AVX-512 F, BW, DQ and VL.</summary>
    Avx512 = 4,

    /// <summary>52-bit multiply-add on 512-bit vectors.</summary>
    Avx512Ifma = 8,

    /// <summary>Multiplication without flags and two carry chains: BMI2 and ADX.</summary>
    Adx = 16,

    /// <summary>SHA-256 instructions of 64-bit Arm.</summary>
    ArmSha = 32,

    /// <summary>Vectors of 64-bit Arm.</summary>
    Neon = 64,
}
