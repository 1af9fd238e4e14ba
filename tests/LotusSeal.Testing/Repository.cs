using System.Reflection;

namespace LotusSeal.Testing;

/// <summary>Files of the source tree, wherever the build output lies.</summary>
public static class Repository
{
    private const string SharedVariable = "LOTUSSEAL_SHARED";

    /// <summary>The folder of the checkout.</summary>
    public static string Root { get; } = Path.GetFullPath(typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!);

    private static string SharedFolder => Environment.GetEnvironmentVariable(SharedVariable) ?? Path.Combine(Root, "..", "shared");

    /// <summary>Something that the reference implementation made.</summary>
    public static string Vector(params string[] parts) => Path.Combine([Root, "tests", "vectors", "reference", .. parts]);

    /// <summary>Something of the traffic captured between a miner and its worker.</summary>
    public static string RpcVector(params string[] parts) => Path.Combine([Root, "tests", "vectors", "rpc", .. parts]);

    /// <summary>A file of the folder beside the checkout that only development machines have; null elsewhere.</summary>
    public static string? Shared(params string[] parts)
    {
        string path = Path.Combine([SharedFolder, .. parts]);
        return File.Exists(path) ? path : null;
    }

    /// <summary>As <see cref="Shared"/>, and skips the test where the file is missing.</summary>
    public static string SharedOrSkip(params string[] parts)
    {
        string? path = Shared(parts);
        if (path is null) Assert.Skip($"{string.Join('/', parts)} is not at hand (folder {SharedFolder}, set {SharedVariable} to another one).");
        return path;
    }
}
