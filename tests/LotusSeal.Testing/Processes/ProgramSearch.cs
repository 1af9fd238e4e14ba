namespace LotusSeal.Testing.Processes;

/// <summary>Finds programs that a machine has or not.</summary>
internal static class ProgramSearch
{
    /// <summary>The file of a program on PATH, or else in one of further folders; null when it is nowhere.</summary>
    public static string? Find(string name, params IEnumerable<string> folders) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Concat(folders)
            .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
