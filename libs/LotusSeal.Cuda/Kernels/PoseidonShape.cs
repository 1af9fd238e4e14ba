namespace LotusSeal.Cuda.Kernels;

/// <summary>How the kernels compute Poseidon of one arity; the same numbers stand in native/src/kernels.cu.</summary>
/// <param name="Arity">Number of inputs.</param>
/// <param name="EntryLimbs">Limbs of 32 bits of an entry of the integer matrix.</param>
/// <param name="Group">Partial rounds after which the whole state is brought up to date.</param>
internal sealed record PoseidonShape(int Arity, int EntryLimbs, int Group)
{
    public static readonly PoseidonShape Arity2 = new(2, EntryLimbs: 1, Group: 5);

    public static readonly PoseidonShape Arity8 = new(8, EntryLimbs: 1, Group: 3);

    public static readonly PoseidonShape Arity11 = new(11, EntryLimbs: 2, Group: 3);

    /// <summary>Elements of the state.</summary>
    public int Width => Arity + 1;
}
