using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Whether the files that finished steps promise are really there.</summary>
internal static class SectorFiles
{
    /// <summary>The first file that is missing or has a wrong length, or null when all is well.</summary>
    public static string? FirstMissing(OfflineSectorFolder folder, OfflineSectorState state)
    {
        ulong size = state.SectorSize;
        IEnumerable<(string Path, ulong? Length)> promised = [];
        if (state.Has(SealStep.PreCommit1)) promised = promised.Append((folder.Sealed, size));
        if (state.Has(SealStep.PreCommit1) && state.ProofType is not null) promised = promised.Append((folder.PreCommit1Output, null));
        if (state.Has(SealStep.PreCommit2)) promised = promised.Concat(Replica(folder, state.Config()));
        if (state.Has(SealStep.PreCommit1) && NeedsLayers(state)) promised = promised.Concat(Layers(folder, state));
        if (state.Has(SealStep.Synthetic) && !state.Has(SealStep.Finalize))
            promised = promised.Append((Path.Join(folder.Cache, SectorFileNames.SyntheticProofs), null));
        return promised.FirstOrDefault(file => !IsThere(file.Path, file.Length)).Path;
    }

    /// <summary>Whether a file exists with the length, if one is given, and is not empty.</summary>
    public static bool IsThere(string path, ulong? length)
    {
        FileInfo file = FileTarget.Of(path);
        return file.Exists && (length is ulong expected ? (ulong)file.Length == expected : file.Length > 0);
    }

    // Layers go when the synthetic proofs are there, or when the sector is finalized.
    private static bool NeedsLayers(OfflineSectorState state) => !state.Has(SealStep.Synthetic) && !state.Has(SealStep.Finalize);

    private static IEnumerable<(string Path, ulong? Length)> Replica(OfflineSectorFolder folder, PoRepConfig config)
    {
        yield return (Path.Join(folder.Cache, SectorFileNames.PersistentAux), 2 * Digest.Size);
        yield return (Path.Join(folder.Cache, SectorFileNames.TemporaryAux), null);
        for (int tree = 0; tree < config.BaseTrees; tree++) yield return (Path.Join(folder.Cache, SectorFileNames.TreeRLast(config, tree)), null);
    }

    private static IEnumerable<(string Path, ulong? Length)> Layers(OfflineSectorFolder folder, OfflineSectorState state)
    {
        PoRepConfig config = state.Config();
        // An interrupted PreCommit2 is gone on with.
        bool isMarked = !state.Has(SealStep.PreCommit2) && OverwriteMark.IsSet(folder.Cache, config);
        yield return (Path.Join(folder.Cache, SectorFileNames.TreeD), isMarked ? null : state.SectorSize * 2 - Digest.Size);
        for (int layer = 1; layer <= config.Layers; layer++) yield return (Path.Join(folder.Cache, SectorFileNames.Layer(layer)), state.SectorSize);
        if (!state.Has(SealStep.PreCommit2)) yield break;
        for (int tree = 0; tree < config.BaseTrees; tree++) yield return (Path.Join(folder.Cache, SectorFileNames.TreeC(config, tree)), null);
    }
}
