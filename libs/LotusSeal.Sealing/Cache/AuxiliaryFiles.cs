using System.Buffers.Binary;
using System.Text;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Cache;

/// <summary>p_aux and t_aux as bytes (porep.md 5.3, 5.4).</summary>
public static class AuxiliaryFiles
{
    /// <summary>comm_c, then comm_r_last.</summary>
    public static byte[] PersistentAux(Digest commC, Digest commRLast) => [.. commC.Span, .. commRLast.Span];

    /// <summary>Reads p_aux.</summary>
    /// <exception cref="SealingException">The file is missing or has another length than 64.</exception>
    public static (Digest CommC, Digest CommRLast) ReadPersistentAux(string cacheDirectory)
    {
        string path = Path.Combine(cacheDirectory, SectorFileNames.PersistentAux);
        if (!File.Exists(path)) throw new SealingException($"{path} is missing; PreCommit2 writes it.");
        byte[] bytes = File.ReadAllBytes(path);
        if (bytes.Length != 2 * Digest.Size) throw new SealingException($"{path} has {bytes.Length} bytes instead of {2 * Digest.Size}.");
        return (new Digest(bytes.AsSpan(0, Digest.Size)), new Digest(bytes.AsSpan(Digest.Size)));
    }

    /// <summary>The bincode of all store configurations.</summary>
    /// <param name="config">The sector's shape.</param>
    /// <param name="rowsToDiscard">Rows above the leaves that the files of TreeRLast lack.</param>
    /// <param name="recordedDirectory">The cache folder as the file names it; readers replace it.</param>
    public static byte[] TemporaryAux(PoRepConfig config, int rowsToDiscard, string recordedDirectory)
    {
        ArgumentNullException.ThrowIfNull(config);
        ulong baseTreeNodes = new TreeShape(8, config.Nodes / (ulong)config.BaseTrees).TotalNodes;
        using MemoryStream stream = new();
        WriteUInt64(stream, (ulong)config.Layers);
        for (int layer = 1; layer <= config.Layers; layer++) WriteStore(SectorFileNames.LayerId(layer), config.Nodes, 0);
        WriteStore(SectorFileNames.TreeDId, 2 * config.Nodes - 1, 0);
        WriteStore(SectorFileNames.TreeRLastId, baseTreeNodes, (ulong)rowsToDiscard);
        WriteStore(SectorFileNames.TreeCId, baseTreeNodes, 0);
        return stream.ToArray();

        void WriteStore(string id, ulong size, ulong discarded)
        {
            WriteText(stream, recordedDirectory);
            WriteText(stream, id);
            stream.WriteByte(1);
            WriteUInt64(stream, size);
            WriteUInt64(stream, discarded);
        }
    }

    private static void WriteText(MemoryStream stream, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        WriteUInt64(stream, (ulong)bytes.Length);
        stream.Write(bytes);
    }

    private static void WriteUInt64(MemoryStream stream, ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        stream.Write(bytes);
    }
}
