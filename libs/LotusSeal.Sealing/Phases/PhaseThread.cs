namespace LotusSeal.Sealing.Phases;

/// <summary>A thread of its own for a step that runs for minutes to hours and blocks.</summary>
internal static class PhaseThread
{
    /// <summary>What Linux keeps of a thread's name.</summary>
    private const int VisibleLength = 15;

    /// <summary>Starts a step; the task ends as the step does.</summary>
    /// <param name="phase">Short name of the step, for instance <c>PC1</c>.</param>
    /// <param name="path">A file or folder that is named after the sector, for instance <c>/data/cache/s-t01000-7</c>.</param>
    /// <param name="step">What to do.</param>
    public static Task<TResult> Start<TResult>(string phase, string path, Func<TResult> step)
    {
        TaskCompletionSource<TResult> result = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                result.SetResult(step());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        })
        { IsBackground = true, Name = Name(phase, path) };
        thread.Start();
        return result.Task;
    }

    /// <summary>The last part of a path that is named after the sector: <c>s-t01000-7</c>.</summary>
    internal static string SectorOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

    /// <summary><c>PC1 s-t01000-7</c>; of a longer name the end, where the sector's number is.</summary>
    internal static string Name(string phase, string path)
    {
        string sector = SectorOf(path);
        int room = VisibleLength - phase.Length - 1;
        return $"{phase} {(sector.Length <= room ? sector : sector[^room..])}";
    }
}
