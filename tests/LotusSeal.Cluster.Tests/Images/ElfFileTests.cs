using System.Text.RegularExpressions;
using LotusSeal.Images;
using LotusSeal.Testing.Fuzzing;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Images;

/// <summary>What is read of programs and libraries of this machine.</summary>
public sealed partial class ElfFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task It_is_what_readelf_reads()
    {
        string[] files = [.. Directory.EnumerateFiles(SomeFiles.Runtime, "*.so").Order(), Environment.ProcessPath!, .. SomeFiles.Programs];
        foreach (string file in files)
        {
            CommandResult run = await CommandRun.RunAsync("readelf", ["-dW", file], variables: new Dictionary<string, string?> { ["LC_ALL"] = "C" });
            Assert.True(run.ExitCode == 0, run.Error);
            ElfFile read = ElfFile.Read(file)!;
            Assert.Equal(ImageArchitecture.Here.ElfMachine, read.Machine);
            Assert.Equal(NeededLine().Matches(run.Output).Select(match => match.Groups[1].Value), read.Needed);
            Assert.Equal(run.Output.Contains("[$ORIGIN]", StringComparison.Ordinal), read.LooksBeside);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("\u007fEL")]
    [InlineData("#!/bin/sh\n")]
    public void A_file_of_another_kind_is_none(string content)
    {
        File.WriteAllText(_folder["file"], content);
        Assert.Null(ElfFile.Read(_folder["file"]));
    }

    [Fact]
    public void One_with_32_bits_is_for_none_of_our_processors()
    {
        byte[] program = File.ReadAllBytes("/bin/true");
        program[4] = 1;
        File.WriteAllBytes(_folder["file"], program);
        Assert.Equal(0, ElfFile.Read(_folder["file"])!.Machine);
    }

    [Fact]
    public void A_damaged_one_is_named()
    {
        byte[] program = File.ReadAllBytes("/bin/true");
        File.WriteAllBytes(_folder["file"], program[..63]);
        InvalidDataException error = Assert.Throws<InvalidDataException>(() => ElfFile.Read(_folder["file"]));
        Assert.Equal($"{_folder["file"]} is a damaged program or library", error.Message);
        new Fuzz(program) { Rounds = 1000 }.Check<InvalidDataException>(content =>
        {
            File.WriteAllBytes(_folder["file"], content);
            ElfFile.Read(_folder["file"]);
        });
    }

    [GeneratedRegex(@"\(NEEDED\)\s+Shared library: \[(.*)\]")]
    private static partial Regex NeededLine();
}
