using LotusSeal.Testing.Processes;

namespace LotusSeal.Testing.Kubernetes;

/// <summary>Our images as archives, as <c>make images</c> writes them.</summary>
public static class ImageArchives
{
    /// <summary>Compiling two programs ahead of time takes minutes on a busy machine; the limit only ends a hang.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(30);

    /// <summary>For what calls make itself: a make above this process would be asked for its jobs.</summary>
    public static IReadOnlyDictionary<string, string?> OutsideOfMake { get; } =
        new Dictionary<string, string?> { ["MAKEFLAGS"] = null, ["MAKELEVEL"] = null, ["MFLAGS"] = null };

    /// <summary>Writes them unless they are those of the sources as they are; one process at a time does.</summary>
    /// <param name="names">Names of programs, such as <c>lotus-seal-worker</c>.</param>
    /// <returns>The archives.</returns>
    public static Task<string[]> MakeAsync(params string[] names) => MakeAsync("", [], names);

    /// <summary>The same for 64-bit Arm, on a machine of another processor.</summary>
    public static Task<string[]> MakeArm64Async(params string[] names) => MakeAsync("arm64", ["--architecture", "arm64"], names);

    private static async Task<string[]> MakeAsync(string folder, string[] options, string[] names)
    {
        CommandResult made = await CommandRun.RunAsync(
            Path.Combine(Repository.Root, ".ci", "images"), [.. options, .. names], null, OutsideOfMake, Limit);
        if (made.ExitCode != 0) throw new InvalidOperationException($"the images cannot be made: {made.Error}{made.Output}");
        return [.. names.Select(name => Path.GetFullPath(Path.Combine(Repository.Root, ".build", "images", folder, $"{name}.tar")))];
    }
}
