using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Types;

/// <summary>Seal proof numbers of v0.3.0 (protocol spec 3.2); its proofs are the V1 ones.</summary>
public static class V0Proofs
{
    private static readonly (int V0, RegisteredSealProof Proof, ulong Size)[] Table =
    [
        (3, RegisteredSealProof.StackedDrg2KiBV1, 2UL << 10),
        (5, RegisteredSealProof.StackedDrg8MiBV1, 8UL << 20),
        (7, RegisteredSealProof.StackedDrg512MiBV1, 512UL << 20),
        (1, RegisteredSealProof.StackedDrg32GiBV1, 32UL << 30),
        (17, RegisteredSealProof.StackedDrg64GiBV1, 64UL << 30),
    ];

    /// <summary>The proof of a number of v0.3.0.</summary>
    /// <exception cref="ArgumentException">No seal proof has this number.</exception>
    public static RegisteredSealProof FromV0(int number) => Find(entry => entry.V0 == number, $"v0.3.0 seal proof number {number}").Proof;

    /// <summary>The number that v0.3.0 uses for a proof; a later proof of the same size maps to the same number.</summary>
    /// <exception cref="ArgumentException">The proof is unknown.</exception>
    public static int ToV0(RegisteredSealProof proof) =>
        (int)proof is >= 0 and < 20 ? Find(entry => (int)entry.Proof == (int)proof % 5, "").V0 : throw Unknown($"seal proof {(int)proof}");

    /// <summary>The number for sectors of a size in bytes.</summary>
    /// <exception cref="ArgumentException">There is no such sector size.</exception>
    public static int ForSectorSize(ulong bytes) => Find(entry => entry.Size == bytes, $"sector size {bytes}").V0;

    private static (int V0, RegisteredSealProof Proof, ulong Size) Find(
        Func<(int V0, RegisteredSealProof Proof, ulong Size), bool> match, string what)
    {
        foreach ((int V0, RegisteredSealProof Proof, ulong Size) entry in Table)
        {
            if (match(entry)) return entry;
        }

        throw Unknown(what);
    }

    private static ArgumentException Unknown(string what) => new($"unknown {what}");
}
