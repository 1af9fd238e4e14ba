using LotusSeal.Primitives.Durability;
using LotusSeal.Proving.Keys;
using LotusSeal.Worker.Parameters;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>The files of a folder of parameters: those of the network, there or not, and whatever else lies there.</summary>
internal static class ParameterFiles
{
    private static readonly string[] Suffixes = [ParameterFolder.ParametersSuffix, ParameterFolder.KeySuffix, ".srs"];

    /// <summary>Looks at the names and lengths.</summary>
    /// <param name="folder">The folder; it need not be there.</param>
    /// <param name="sectorSize">Leaves out the network's files for other sectors; null leaves out none.</param>
    public static IEnumerable<ParameterState> Of(string folder, ulong? sectorSize)
    {
        foreach (PublishedFile file in PublishedParameters.All)
        {
            if (sectorSize is null || file.SectorSize == 0 || file.SectorSize == sectorSize) yield return Look(folder, file);
        }

        if (!Directory.Exists(folder)) yield break;
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            if (Suffixes.Contains(Path.GetExtension(path)) && PublishedParameters.Find(Path.GetFileName(path)) is null)
                yield return new ParameterState(Path.GetFileName(path), null, FileTarget.Of(path).Length, ParameterState.There);
        }
    }

    private static ParameterState Look(string folder, PublishedFile file)
    {
        string path = Path.Join(folder, file.Name);
        FileInfo whole = FileTarget.Of(path), unfinished = new(path + ParameterManifest.UnfinishedSuffix);
        if (whole.Exists) return new ParameterState(file.Name, file.SectorSize, whole.Length, ParameterState.There);
        return unfinished.Exists
            ? new ParameterState(file.Name, file.SectorSize, unfinished.Length, ParameterState.Unfinished)
            : new ParameterState(file.Name, file.SectorSize, null, ParameterState.Missing);
    }
}
