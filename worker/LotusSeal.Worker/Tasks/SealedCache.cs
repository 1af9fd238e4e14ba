using LotusSeal.Bls12381.Fields;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Worker.Tasks;

/// <summary>Reads commitments out of the cache of a sealed sector (porep.md 5).</summary>
internal static class SealedCache
{
    private const int AuxSize = 2 * Digest.Size;

    /// <summary>CommR: Poseidon over comm_c and comm_r_last of p_aux.</summary>
    /// <exception cref="SealingException">p_aux is missing, has another size than 64 bytes, or holds no field elements.</exception>
    public static CommR ReadCommR(string cache)
    {
        string path = Path.Combine(cache, SectorFileNames.PersistentAux);
        byte[] aux = ReadTail(path, AuxSize, exact: true);
        if (!Fr.IsCanonical(aux.AsSpan(0, Digest.Size)) || !Fr.IsCanonical(aux.AsSpan(Digest.Size)))
            throw new SealingException($"{path}: comm_c or comm_r_last is not a field element.");
        return new CommR(PoseidonHasher.HashPair(new Digest(aux.AsSpan(0, Digest.Size)), new Digest(aux.AsSpan(Digest.Size))));
    }

    /// <summary>CommD: the root, the last node of tree-d.</summary>
    /// <exception cref="SealingException">The file is missing or too short.</exception>
    public static CommD ReadCommD(string cache) =>
        new(new Digest(ReadTail(Path.Combine(cache, SectorFileNames.TreeD), Digest.Size, exact: false)));

    private static byte[] ReadTail(string path, int length, bool exact)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (exact ? file.Length != length : file.Length < length)
                throw new SealingException($"{path}: has {file.Length} bytes, expected {(exact ? "" : "at least ")}{length}.");
            file.Seek(-length, SeekOrigin.End);
            byte[] bytes = new byte[length];
            file.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SealingException($"{path}: {e.Message}", e);
        }
    }
}
