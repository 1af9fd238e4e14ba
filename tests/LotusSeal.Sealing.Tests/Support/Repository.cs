using System.Reflection;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>Files outside the test assembly.</summary>
internal static class Repository
{
    private const string SharedVariable = "LOTUSSEAL_SHARED";

    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    public static string Vector(params string[] parts) => Path.Combine([Root, "tests", "vectors", "reference", .. parts]);

    /// <summary>A file of the folder that only development machines have; skips the test elsewhere.</summary>
    public static string SharedOrSkip(params string[] parts)
    {
        string shared = Environment.GetEnvironmentVariable(SharedVariable) ?? Path.Combine(Root, "..", "shared");
        string path = Path.Combine([shared, .. parts]);
        if (!File.Exists(path)) Assert.Skip($"{string.Join('/', parts)} is not at hand (folder {shared}, set {SharedVariable} to another one).");
        return path;
    }
}
