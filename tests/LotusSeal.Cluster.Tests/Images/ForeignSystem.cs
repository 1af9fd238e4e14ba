using LotusSeal.Cluster.Tests.Support;
using LotusSeal.Images;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Images;

/// <summary>As much of a system for 64-bit Arm as an image needs, where each program does nothing: of a cross compiler and its C library.</summary>
internal sealed class ForeignSystem
{
    private const string Libraries = "/usr/aarch64-linux-gnu/lib";

    private static readonly string[] OfTheCompiler = ["libc.so.6", "libgcc_s.so.1", "libresolv.so.2"];
    private static readonly string[] OfOpenSsl = ["libssl.so.3", "libcrypto.so.3"];

    private ForeignSystem(string root) => Root = root;

    /// <summary>Its root folder.</summary>
    public string Root { get; }

    /// <summary>A program of it.</summary>
    public string Program => Path.Combine(Root, "usr", "bin", "cat");

    /// <summary>Its processor.</summary>
    public static ImageArchitecture Architecture => ImageArchitecture.Of("arm64");

    /// <summary>Makes it; skips the test where there is no cross compiler.</summary>
    public static async Task<ForeignSystem> MakeOrSkipAsync(string root)
    {
        await Arm64Tools.NeedAsync();
        string folder = Directory.CreateDirectory(Path.Combine(root, "usr", "lib", "aarch64-linux-gnu")).FullName;
        Directory.CreateDirectory(Path.Combine(root, "usr", "bin"));
        File.CreateSymbolicLink(Path.Combine(root, "lib"), "usr/lib");
        Directory.CreateDirectory(Path.Combine(root, "etc"));
        File.WriteAllText(Path.Combine(root, "etc", "ld.so.conf"), "/lib/aarch64-linux-gnu\n");
        File.Copy($"{Libraries}/ld-linux-aarch64.so.1", Path.Combine(root, "lib", "ld-linux-aarch64.so.1"));
        foreach (string name in OfTheCompiler) File.Copy($"{Libraries}/{name}", Path.Combine(folder, name));
        ForeignSystem system = new(root);
        await CompileAsync(system.Program, "int main(void) { return 0; }");
        foreach (string tool in BaseLayer.Tools.Where(tool => tool != "cat").Append("dash"))
            File.Copy(system.Program, Path.Combine(root, "usr", "bin", tool));
        foreach (string name in OfOpenSsl) await CompileAsync(Path.Combine(folder, name), "int nothing;", "-shared", "-fPIC");
        return system;
    }

    private static async Task CompileAsync(string output, string source, params string[] flags)
    {
        CommandResult run = await CommandRun.RunAsync("aarch64-linux-gnu-gcc", [.. flags, "-x", "c", "-", "-o", output], source);
        Assert.True(run.ExitCode == 0, run.Error);
    }
}
