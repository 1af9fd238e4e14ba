using System.Buffers.Binary;

namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>A thread that works through a kernel: registers, carry flag, memory.</summary>
/// <param name="program">The kernel, or the function that it has called.</param>
/// <param name="memory">Global memory: address 0 is its first byte.</param>
/// <param name="shared">Shared memory of the block.</param>
/// <param name="stack">Local memory, which begins at <see cref="LocalMemory"/>.</param>
/// <param name="frame">Where the program's part of it begins.</param>
/// <param name="tally">Counts what is executed.</param>
internal sealed class PtxThread(PtxProgram program, byte[] memory, byte[] shared, byte[] stack, int frame, PtxTally tally)
{
    /// <summary>The first address of local memory; below it is global memory.</summary>
    private const ulong LocalMemory = 1UL << 40;

    private bool _carryIsFresh;
    private uint _carry;

    public ulong[] Registers { get; } = new ulong[program.RegisterCount];

    /// <summary>Address of the program's local memory.</summary>
    public ulong FrameAddress => LocalMemory + (ulong)frame;

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

    public void LoadByte(PtxOperand[] operands) => Set32(operands[0], Bytes(operands[1].Address(Registers), 1)[0]);

    public void StoreByte(PtxOperand[] operands) => Bytes(operands[0].Address(Registers), 1)[0] = (byte)Get(operands[1]);

    /// <summary>Adds to a word of global memory and gives what it was.</summary>
    public void AtomicAdd(PtxOperand[] operands)
    {
        Span<byte> word = Words(inShared: false, operands[1], 1);
        uint before = BinaryPrimitives.ReadUInt32LittleEndian(word);
        BinaryPrimitives.WriteUInt32LittleEndian(word, before + Get32(operands[2]));
        Set32(operands[0], before);
    }

    /// <summary>Runs to the end of the kernel.</summary>
    public void Run()
    {
        IReadOnlyList<PtxInstruction> instructions = program.Instructions;
        for (int at = 0; at < instructions.Count;)
        {
            PtxInstruction instruction = instructions[at++];
            if (instruction.Guard >= 0 && Registers[instruction.Guard] != 0 == instruction.GuardIsFalse) continue;
            tally.Add(instruction);
            if (instruction.Name == "ret") return;
            if (instruction.Target >= 0)
            {
                at = instruction.Target;
                _carryIsFresh = false;
            }
            else if (instruction.Callee is { } callee) Call(callee, instruction.Operands);
            else instruction.Step(this, instruction.Operands);
        }
    }

    private void Call(PtxProgram callee, PtxOperand[] parameters)
    {
        int next = frame + (program.FrameBytes + 15) / 16 * 16;
        callee.Run(new PtxThread(callee, memory, shared, stack, next, tally), [.. parameters.Select(Get)]);
        _carryIsFresh = false;
    }

    private Span<byte> Words(bool inShared, PtxOperand at, int count)
    {
        ulong address = at.Address(Registers);
        Assert.Equal(0UL, address % (4 * (ulong)count));
        return inShared ? shared.AsSpan(checked((int)address), 4 * count) : Bytes(address, 4 * count);
    }

    private Span<byte> Bytes(ulong address, int count) => address < LocalMemory ? memory.AsSpan(checked((int)address), count)
        : stack.AsSpan(checked((int)(address - LocalMemory)), count);
}
