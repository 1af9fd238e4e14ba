using System.Buffers.Binary;

namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>A thread that works through a kernel: registers, carry flag, memory.</summary>
/// <param name="program">The kernel.</param>
/// <param name="memory">Global memory: address 0 is its first byte.</param>
/// <param name="shared">Shared memory of the block.</param>
internal sealed class PtxThread(PtxProgram program, byte[] memory, byte[] shared)
{
    private bool _carryIsFresh;
    private uint _carry;

    public ulong[] Registers { get; } = new ulong[program.RegisterCount];

    /// <summary>The flag that instructions with .cc leave; it must not be read across a branch.</summary>
    public uint Carry
    {
        get
        {
            Assert.True(_carryIsFresh, "A carry is read that no instruction before it has left.");
            return _carry;
        }
        set => (_carry, _carryIsFresh) = (value, true);
    }

    public void Set(PtxOperand to, ulong value) => Registers[to.Register] = value;

    public void Set32(PtxOperand to, ulong value) => Registers[to.Register] = (uint)value;

    public ulong Get(PtxOperand from) => from.Value(Registers);

    public uint Get32(PtxOperand from) => (uint)from.Value(Registers);

    public void Load(PtxOperand[] operands, bool fromShared)
    {
        Span<byte> words = Words(fromShared, operands[^1], operands.Length - 1);
        for (int i = 0; i < operands.Length - 1; i++) Set32(operands[i], BinaryPrimitives.ReadUInt32LittleEndian(words[(4 * i)..]));
    }

    public void Store(PtxOperand[] operands, bool toShared)
    {
        Span<byte> words = Words(toShared, operands[0], operands.Length - 1);
        for (int i = 1; i < operands.Length; i++) BinaryPrimitives.WriteUInt32LittleEndian(words[(4 * (i - 1))..], Get32(operands[i]));
    }

    /// <summary>Runs to the end of the kernel.</summary>
    public void Run()
    {
        IReadOnlyList<PtxInstruction> instructions = program.Instructions;
        for (int at = 0; at < instructions.Count;)
        {
            PtxInstruction instruction = instructions[at++];
            if (instruction.Guard >= 0 && Registers[instruction.Guard] != 0 == instruction.GuardIsFalse) continue;
            if (instruction.Name == "ret") return;
            if (instruction.Target >= 0)
            {
                at = instruction.Target;
                _carryIsFresh = false;
            }
            else instruction.Step(this, instruction.Operands);
        }
    }

    private Span<byte> Words(bool inShared, PtxOperand at, int count)
    {
        ulong address = at.Address(Registers);
        Assert.Equal(0UL, address % (4 * (ulong)count));
        return (inShared ? shared : memory).AsSpan(checked((int)address), 4 * count);
    }
}
