using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;

namespace LotusSeal.Worker.Tasks;

/// <summary>Reads commitments out of the cache of a sealed sector (porep.md 5).</summary>
internal static class SealedCache
{
    private const int AuxSize = 2 * Digest.Size;

    /// <summary>CommR: Poseidon over comm_c and comm_r_last of p_aux.</summary>
    /// <exception cref="SealingException">p_aux is missing or has another size than 64 bytes.</exception>
    public static unsafe Digest ReadCommR(string cache, ISealingBackend backend)
    {
        byte[] aux = ReadTail(Path.Combine(cache, SectorFileNames.PersistentAux), AuxSize, exact: true);
        byte[] digest = new byte[Digest.Size];
        fixed (byte* nodes = aux)
        fixed (byte* result = digest) backend.PoseidonHash(2, nodes, result, 1);
        return new Digest(digest);
    }

    /// <summary>CommD: the root, the last node of tree-d.</summary>
    /// <exception cref="SealingException">The file is missing or too short.</exception>
    public static Digest ReadCommD(string cache) => new(ReadTail(Path.Combine(cache, SectorFileNames.TreeD), Digest.Size, exact: false));

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
