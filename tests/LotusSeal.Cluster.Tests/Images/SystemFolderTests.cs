using LotusSeal.Images;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Images;

/// <summary>Libraries of this machine, compared with what its loader maps, and of a small system of another processor.</summary>
public sealed class SystemFolderTests : IDisposable
{
    /// <summary>Part of the runtime that needs a library few machines have.</summary>
    private const string Tracing = "libcoreclrtraceptprovider.so";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_libraries_of_a_program_are_those_that_the_loader_maps()
    {
        SystemFolder system = SystemFolder.Here;
        string[] files = [.. SomeFiles.Programs, .. Directory.EnumerateFiles(SomeFiles.Runtime, "*.so").Where(file => !file.EndsWith(Tracing))];
        foreach (string file in files)
        {
            CommandResult run = await CommandRun.RunAsync("ldd", [file], variables: new Dictionary<string, string?>
            {
                ["LC_ALL"] = "C",
                ["LD_LIBRARY_PATH"] = null,
                ["LD_PRELOAD"] = null,
            });
            // `libc.so.6 => /lib/…/libc.so.6 (0x…)`, `/lib64/ld-linux-x86-64.so.2 (0x…)`, `linux-vdso.so.1 (0x…)`.
            ILookup<bool, string> mapped = run.Output.Split('\n', StringSplitOptions.TrimEntries).Select(line => line.Split("=> ")[^1].Split(" (")[0])
                .Where(path => path.StartsWith('/')).ToLookup(path => Path.GetDirectoryName(path) == SomeFiles.Runtime);
            // What lies beside it is asked for itself.
            Assert.Equal(Real(mapped[false]), Real(mapped[true].Append(file).SelectMany(system.LibrariesOf)));
        }
    }

    [Fact]
    public async Task Another_system_is_searched_as_its_own_loader_would()
    {
        ForeignSystem foreign = await ForeignSystem.MakeOrSkipAsync(_folder["root"]);
        SystemFolder system = new(foreign.Root, ForeignSystem.Architecture);
        Assert.Equal(["/lib/aarch64-linux-gnu/libc.so.6", "/lib/ld-linux-aarch64.so.1"], system.LibrariesOf(foreign.Program));
        Assert.Equal("/usr/bin/cat", system.FindProgram("cat"));
        Assert.Null(system.FindProgram("no-such-program"));

        // The folder that a file of /etc names comes first, and what is there for another processor is passed over.
        Directory.CreateDirectory(_folder["root", "opt", "first"]);
        Directory.CreateDirectory(_folder["root", "opt", "second"]);
        Directory.CreateDirectory(_folder["root", "etc", "ld.so.conf.d"]);
        File.WriteAllText(_folder["root", "etc", "ld.so.conf"], "include /etc/ld.so.conf.d/*.conf\n");
        File.WriteAllText(_folder["root", "etc", "ld.so.conf.d", "a.conf"], "# ours\n/opt/first\n/opt/second # too\n");
        File.Copy("/bin/true", _folder["root", "opt", "first", "libssl.so.3"]);
        File.Copy(foreign.Program, _folder["root", "opt", "second", "real"]);
        // A link with a path from the root is one of that system's.
        File.CreateSymbolicLink(_folder["root", "opt", "second", "libssl.so.3"], "/opt/second/real");
        system = new(foreign.Root, ForeignSystem.Architecture);
        Assert.Equal("/opt/second/libssl.so.3", system.FindLibrary("libssl.so.3"));
        Assert.Equal(_folder["root", "opt", "second", "real"], system.FileOf("/opt/second/libssl.so.3"));
    }

    [Fact]
    public void A_program_for_another_processor_is_refused()
    {
        ImageArchitecture other = ImageArchitecture.All.First(one => one != ImageArchitecture.Here);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => new SystemFolder("/", other).LibrariesOf("/bin/true"));
        Assert.Equal($"/bin/true is not for {other.Name}", error.Message);
        error = Assert.Throws<InvalidDataException>(() => ImageArchitecture.Of("riscv64"));
        Assert.Equal("there are no images for riscv64: one of amd64, arm64", error.Message);
    }

    [Fact]
    public void What_a_system_has_not_is_named()
    {
        Directory.CreateDirectory(_folder["root"]);
        SystemFolder empty = new(_folder["root"], ImageArchitecture.Here);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => BaseLayer.Make(empty));
        Assert.Equal($"{_folder["root"]} has no shell, which an image needs", error.Message);
        error = Assert.Throws<InvalidDataException>(() => empty.LibrariesOf("/bin/true"));
        Assert.Equal($"/bin/true needs the library libc.so.6, which {_folder["root"]} has not", error.Message);
    }

    private static IEnumerable<string> Real(IEnumerable<string> paths) =>
        paths.Select(path => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path)
            .Select(path => path.StartsWith("/usr/", StringComparison.Ordinal) ? path : $"/usr{path}").Distinct().Order(StringComparer.Ordinal);
}
