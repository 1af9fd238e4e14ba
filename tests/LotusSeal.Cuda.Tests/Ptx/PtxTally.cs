namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>What a thread has executed, functions that it called included.</summary>
internal sealed class PtxTally
{
    /// <summary>Products of two limbs, low half and high half: the pairs that an assembler makes one instruction of.</summary>
    public long WideProducts { get; private set; }

    /// <summary>All instructions; such a pair is one.</summary>
    public long Instructions { get; private set; }

    /// <summary>Loads and stores among them, in every memory but that of parameters.</summary>
    public long Memory { get; private set; }

    public void Add(PtxInstruction instruction)
    {
        if (instruction.EndsWideProduct) WideProducts++;
        else Instructions++;
        if (instruction.UsesMemory) Memory++;
    }
}
