namespace LotusSeal.Worker.Observability;

/// <summary>One storage path as <c>GET /storage</c> shows it; space in bytes, as the last health report found it.</summary>
/// <param name="Id">Its id, or null for one that could not be opened yet.</param>
/// <param name="Path">Its folder.</param>
/// <param name="CanSeal">Sectors may be sealed here.</param>
/// <param name="CanStore">Finished sectors may be kept here.</param>
/// <param name="Weight">Preference among paths.</param>
/// <param name="Files">Folder names of the types that may be put here, null for all of them.</param>
/// <param name="Problem">Why nothing is put here now, or null.</param>
/// <param name="Capacity">Size of the file system, or null when it is not known.</param>
/// <param name="Available">What new files may take, with reservations taken off.</param>
/// <param name="Reserved">What running work was promised.</param>
/// <param name="Max">Most that the path may use, 0 for no limit.</param>
/// <param name="Used">What it uses; 0 without a limit.</param>
public sealed record PathReport(string? Id, string Path, bool CanSeal, bool CanStore, ulong Weight, IReadOnlyList<string>? Files, string? Problem,
    long? Capacity, long? Available, long? Reserved, long? Max, long? Used);

/// <summary>The body of <c>GET /storage</c>.</summary>
/// <param name="Paths">By folder.</param>
public sealed record StorageList(IReadOnlyList<PathReport> Paths);
