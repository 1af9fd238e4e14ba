using System.Reflection;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>Files of the source tree.</summary>
internal static class TestRepository
{
    public static string Root { get; } = Path.GetFullPath(typeof(TestRepository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(item => item.Key == "RepositoryRoot").Value!);

    /// <summary>A file of the captured traffic.</summary>
    public static string Rpc(string name) => Path.Combine(Root, "tests", "vectors", "rpc", name);
}
