using LotusSeal.Testing.Processes;

namespace LotusSeal.Testing.Kubernetes;

/// <summary>Our images as archives, as <c>make images</c> writes them.</summary>
public static class ImageArchives
{
    /// <summary>Compiling two programs ahead of time takes minutes on a busy machine; the limit only ends a hang.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>Writes them unless they are those of the sources as they are; one process at a time does.</summary>
    /// <param name="names">Names of programs, such as <c>lotus-seal-worker</c>.</param>
    /// <returns>The archives.</returns>
    public static async Task<string[]> MakeAsync(params string[] names)
    {
        // A make above this process would be asked for its jobs.
        Dictionary<string, string?> variables = new() { ["MAKEFLAGS"] = null, ["MAKELEVEL"] = null, ["MFLAGS"] = null };
        CommandResult made = await CommandRun.RunAsync(Path.Combine(Repository.Root, ".ci", "images"), names, null, variables, Limit);
        if (made.ExitCode != 0) throw new InvalidOperationException($"the images cannot be made: {made.Error}{made.Output}");
        return [.. names.Select(name => Path.GetFullPath(Path.Combine(Repository.Root, ".build", "images", $"{name}.tar")))];
    }
}
