namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>A register, or a number where <see cref="Register"/> is negative; for memory the number is added to the register.</summary>
internal readonly record struct PtxOperand(int Register, ulong Number)
{
    public ulong Value(ulong[] registers) => Register < 0 ? Number : registers[Register];

    public ulong Address(ulong[] registers) => Register < 0 ? Number : registers[Register] + Number;
}
