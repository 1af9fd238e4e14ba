using System.Text.RegularExpressions;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Images;

/// <summary>The programs and libraries of an image for 64-bit Arm, as readelf sees them.</summary>
internal static partial class ForeignPrograms
{
    /// <summary>Each is for that processor, and finds its loader and its libraries in the image.</summary>
    /// <param name="archive">The image.</param>
    /// <param name="root">A folder to lay it out in.</param>
    /// <returns>How many there are.</returns>
    public static async Task<int> CheckAsync(ImageArchive archive, string root)
    {
        await archive.UnpackAsync(root);
        string[] files = [.. Directory.EnumerateFiles(root, "*", new EnumerationOptions
        {
            RecurseSubdirectories = true,
            AttributesToSkip = FileAttributes.ReparsePoint,
        }).Where(IsElf)];
        CommandResult run = await CommandRun.RunAsync(
            "readelf", ["-hdlW", .. files], variables: new Dictionary<string, string?> { ["LC_ALL"] = "C" });
        Assert.True(run.ExitCode == 0, run.Error);
        string[] parts = run.Output.Split("\nFile: ", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(files.Length, parts.Length);
        foreach (string part in parts)
        {
            string name = part.Split('\n')[0], beside = Path.GetDirectoryName(name.Replace("File: ", "", StringComparison.Ordinal))!;
            Assert.Contains("Machine:                           AArch64", part, StringComparison.Ordinal);
            Assert.All(Loader().Matches(part), match => Assert.True(File.Exists(root + match.Groups[1].Value), part));
            foreach (string library in Needed().Matches(part).Select(match => match.Groups[1].Value))
            {
                string[] places = [$"{root}/usr/lib/aarch64-linux-gnu/{library}", $"{root}/usr/lib/{library}", $"{beside}/{library}"];
                Assert.True(places.Any(File.Exists), $"{name} needs {library}, which the image has not");
            }
        }

        return files.Length;
    }

    private static bool IsElf(string file)
    {
        byte[] start = new byte[4];
        using FileStream stream = File.OpenRead(file);
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.AsSpan(1).SequenceEqual("ELF"u8);
    }

    [GeneratedRegex(@"Requesting program interpreter: (.*)\]")]
    private static partial Regex Loader();

    [GeneratedRegex(@"\(NEEDED\)\s+Shared library: \[(.*)\]")]
    private static partial Regex Needed();
}
