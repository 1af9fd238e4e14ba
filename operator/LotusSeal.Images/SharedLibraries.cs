using System.Diagnostics;

namespace LotusSeal.Images;

/// <summary>Libraries of this machine.</summary>
internal static class SharedLibraries
{
    private static readonly byte[] Magic = [0x7f, (byte)'E', (byte)'L', (byte)'F'];

    /// <summary>What the loader maps for a program or library, the loader itself included; absolute paths, nothing for other files.</summary>
    /// <exception cref="InvalidDataException">One of them is not on this machine.</exception>
    public static IReadOnlyList<string> Of(string file)
    {
        if (!IsElf(file)) return [];
        List<string> found = [];
        // `libc.so.6 => /lib/…/libc.so.6 (0x…)`, `/lib64/ld-linux-x86-64.so.2 (0x…)`, `linux-vdso.so.1 (0x…)`, `statically linked`.
        foreach (string line in Run("ldd", file).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.EndsWith("not found", StringComparison.Ordinal))
                throw new InvalidDataException($"{file} needs a library that is not here: {line}");
            string path = line.Split("=> ")[^1].Split(" (")[0];
            if (path.StartsWith('/')) found.Add(path);
        }

        return found;
    }

    /// <summary>Where a library is that a program loads by name while it runs; null when it is not on this machine.</summary>
    public static string? Find(string name)
    {
        string cache = File.Exists("/sbin/ldconfig") ? "/sbin/ldconfig" : "ldconfig";
        string? line = Run(cache, "-p").Split('\n', StringSplitOptions.TrimEntries)
            .FirstOrDefault(line => line.StartsWith($"{name} (", StringComparison.Ordinal) && line.Contains("64", StringComparison.Ordinal));
        return line?.Split("=> ")[^1];
    }

    private static bool IsElf(string file)
    {
        Span<byte> start = stackalloc byte[4];
        using FileStream stream = File.OpenRead(file);
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(Magic);
    }

    /// <summary>What a program prints. Its exit code says nothing: ldd has 1 for what is linked statically.</summary>
    private static string Run(string program, string argument)
    {
        ProcessStartInfo start = new(program, [argument]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C";
        using Process process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return output;
    }
}
