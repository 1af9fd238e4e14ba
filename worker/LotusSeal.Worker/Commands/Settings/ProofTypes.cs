using System.Globalization;
using LotusSeal.Primitives;

namespace LotusSeal.Worker.Commands.Settings;

/// <summary>Registered proofs on the command line: by name or number.</summary>
internal static class ProofTypes
{
    /// <summary>A seal proof.</summary>
    public static RegisteredSealProof? Seal(string text) => Parse<RegisteredSealProof>(text);

    /// <summary>A proof of spacetime.</summary>
    public static RegisteredPoStProof? PoSt(string text) => Parse<RegisteredPoStProof>(text);

    /// <summary>A proof of an update, as the first seal proof of its sector size: the names and numbers are the same.</summary>
    public static RegisteredSealProof? Update(string text)
    {
        RegisteredSealProof[] known = [.. Enum.GetValues<RegisteredSealProof>().Where(proof => (int)proof < RegisteredProofNames.Sizes)];
        return known.Cast<RegisteredSealProof?>().FirstOrDefault(proof => text.Equals($"{proof}", StringComparison.OrdinalIgnoreCase)
                || text == $"{(int)proof!}")
            ?? throw new FormatException($"'{text}' is not a known proof of an update; known are {string.Join(", ", known)}.");
    }

    private static T Parse<T>(string text)
        where T : struct, Enum
    {
        bool numeric = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
        T proof = numeric ? (T)Enum.ToObject(typeof(T), number) : default;
        bool known = numeric ? Enum.IsDefined(proof) : Enum.TryParse(text, ignoreCase: true, out proof) && Enum.IsDefined(proof);
        return known ? proof : throw new FormatException($"'{text}' is not a known proof type; known are {string.Join(", ", Enum.GetNames<T>())}.");
    }
}
