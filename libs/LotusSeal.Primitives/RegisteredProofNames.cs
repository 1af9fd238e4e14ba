namespace LotusSeal.Primitives;

/// <summary>Names of seal proofs in JSON (porep.md 1.2, 6.1).</summary>
public static class RegisteredProofNames
{
    /// <summary>Sizes of sectors, each of which has a proof of every version and feature.</summary>
    public const int Sizes = 5;

    private static readonly Dictionary<string, RegisteredSealProof> ByName = Enum.GetValues<RegisteredSealProof>()
        .ToDictionary(proof => proof.ToString());

    /// <summary>The proof of an exact name, for instance <c>StackedDrg32GiBV1_1</c>.</summary>
    /// <exception cref="SealingException">No such proof.</exception>
    public static RegisteredSealProof Parse(string name) => ByName.TryGetValue(name ?? "", out RegisteredSealProof proof)
        ? proof
        : throw new SealingException($"registered_proof \"{Shorten(name)}\" is unknown.");

    /// <summary>The name that stands for the sector size inside <c>labels</c> and <c>vanilla_proofs</c>: the first version's.</summary>
    public static string ShapeName(RegisteredSealProof proof) => ((RegisteredSealProof)((int)proof % Sizes)).ToString();

    private static string? Shorten(string? name) => name is { Length: > 80 } ? name[..80] + "…" : name;
}
