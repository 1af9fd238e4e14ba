using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Tasks;

/// <summary>Work was given up because files that it works on were removed for good, as when its sector is removed.</summary>
internal sealed class FilesRemovedException(string task, SectorFileType types)
    : Exception($"{task} was given up: {types.ToString().ToLowerInvariant()} of its sector was removed, and no copy was to be kept");
