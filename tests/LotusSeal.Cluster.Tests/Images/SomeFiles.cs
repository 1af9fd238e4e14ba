namespace LotusSeal.Cluster.Tests.Images;

/// <summary>Programs and libraries that every machine has on which the tests run.</summary>
internal static class SomeFiles
{
    /// <summary>The folder of .NET's own libraries.</summary>
    public static string Runtime { get; } = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    /// <summary>Programs that stand on few libraries, and on many.</summary>
    public static IReadOnlyList<string> Programs { get; } = ["/bin/sh", "/bin/ls", "/bin/grep", "/usr/bin/git", "/usr/bin/env"];
}
