using System.Diagnostics;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Tests.Support;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>The copy of the data shares the blocks of the unsealed file where the file system can: XFS and Btrfs, made for the test.</summary>
public sealed class SharedBlocksTests
{
    private const int Block = 4096;

    [Theory]
    [InlineData("xfs", 5000)]
    [InlineData("btrfs", 0)]
    public async Task The_copy_takes_no_space_and_the_replica_over_it_leaves_the_unsealed_file_alone(string kind, int trailer)
    {
        await using FileSystem disk = await FileSystem.MakeAsync(kind);
        using SealedSector sector = new(SectorVector.Load("8mib"), SealingBackends.Create("native"), root: disk.Path);
        if (trailer > 0) Append(sector.Paths.Unsealed!, new byte[trailer]);
        string unsealed = SealedSector.Sha256(sector.Paths.Unsealed!);
        await sector.PreCommit1Async();
        Assert.True(await disk.ShareAsync(sector.Paths.Unsealed!, sector.Paths.Sealed), "the copy has blocks of its own");
        Assert.Equal(8 << 20, new FileInfo(sector.Paths.Sealed).Length);
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
        Assert.Equal(unsealed, SealedSector.Sha256(sector.Paths.Unsealed!));
        Assert.False(await disk.ShareAsync(sector.Paths.Unsealed!, sector.Paths.Sealed));
    }

    [Theory]
    [InlineData("xfs", 0)]
    [InlineData("xfs", 1)]
    [InlineData("xfs", Block - 1)]
    [InlineData("xfs", 3 * Block + 100)]
    [InlineData("xfs", 8 * Block + 1)]
    [InlineData("btrfs", 100)]
    [InlineData("btrfs", 3 * Block + 100)]
    public async Task A_file_of_another_length_is_filled_with_zeroes_or_cut(string kind, int length)
    {
        await using FileSystem disk = await FileSystem.MakeAsync(kind);
        using SealedSector sector = new(SectorVector.Load("32kib"), SealingBackends.Create("native"), root: disk.Path);
        byte[] data = await File.ReadAllBytesAsync(sector.Paths.Unsealed!, SealedSector.Token);
        data = [.. data, .. Enumerable.Repeat((byte)0xee, Block)];
        await File.WriteAllBytesAsync(sector.Paths.Unsealed!, data[..length], SealedSector.Token);
        // CommD is another one than the vector's: only the copy is looked at, which PreCommit1 makes before it compares.
        byte[] expected = new byte[sector.Vector.Config.SectorSize];
        data.AsSpan(0, Math.Min(length, expected.Length)).CopyTo(expected);
        if (length <= expected.Length) await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit1Async());
        else await sector.PreCommit1Async();
        Assert.Equal(expected, await File.ReadAllBytesAsync(sector.Paths.Sealed, SealedSector.Token));
        Assert.Equal(expected, (await File.ReadAllBytesAsync(sector.Cache(SectorFileNames.TreeD), SealedSector.Token))[..expected.Length]);
    }

    [Fact]
    public async Task Between_two_file_systems_the_data_are_copied()
    {
        await using FileSystem disk = await FileSystem.MakeAsync("xfs");
        using SealedSector sector = new(SectorVector.Load("32kib"), SealingBackends.Create("native"), place: _ => Path.Combine(disk.Path, "sealed"));
        await sector.SealAsync();
        sector.AssertReplicaIsWhole();
    }

    [Fact]
    public void Where_blocks_cannot_be_shared_nothing_is_changed_and_nobody_is_told()
    {
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["from"], new byte[2 * Block]);
        using SectorFile from = SectorFile.Open(folder["from"]), device = SectorFile.Open("/dev/zero");
        using SafeFileHandle to = File.OpenHandle(folder["to"], FileMode.CreateNew, FileAccess.ReadWrite);
        // Part of a block, from a device, nothing.
        Assert.False(from.TryShare(Block + 1, to));
        Assert.False(device.TryShare(Block, to));
        Assert.False(from.TryShare(0, to));
        Assert.Equal(0, RandomAccess.GetLength(to));
    }

    private static void Append(string path, byte[] bytes)
    {
        using FileStream file = new(path, FileMode.Append);
        file.Write(bytes);
    }

    /// <summary>A small file system in a file.</summary>
    private sealed class FileSystem : IAsyncDisposable
    {
        private readonly TemporaryFolder _folder = new();

        public string Path => _folder["mount"];

        public static async Task<FileSystem> MakeAsync(string kind)
        {
            FileSystem made = new();
            string image = made._folder["image"];
            Directory.CreateDirectory(made.Path);
            using (FileStream file = new(image, FileMode.CreateNew)) file.SetLength(512 << 20);
            if (await RunAsync($"mkfs.{kind}", "-q", image) is not null && await Mounts.TryMountAsync("-o", "loop", image, made.Path)) return made;
            made._folder.Dispose();
            Assert.Skip($"a file system of the kind {kind} cannot be made and mounted here");
            return null;
        }

        /// <summary>True when both files begin with the same block of the disk.</summary>
        public async Task<bool> ShareAsync(string first, string second)
        {
            string[] blocks = [await FirstExtentAsync(first), await FirstExtentAsync(second)];
            Assert.All(blocks, Assert.NotEmpty);
            return blocks[0] == blocks[1];
        }

        public async ValueTask DisposeAsync()
        {
            Assert.True(await Mounts.TryUnmountAsync(Path));
            _folder.Dispose();
        }

        /// <summary>Where <c>filefrag -v</c> says that the first extent lies: the fourth column of its line <c>0:</c>.</summary>
        private static async Task<string> FirstExtentAsync(string file)
        {
            string lines = await RunAsync("filefrag", "-v", "-s", file) ?? "";
            string first = lines.Split('\n').Single(line => line.TrimStart().StartsWith("0:", StringComparison.Ordinal));
            return first.Split(':')[2].Split("..")[0].Trim();
        }

        /// <summary>What a program writes; null when it is not there, or fails.</summary>
        private static async Task<string?> RunAsync(string program, params string[] arguments)
        {
            try
            {
                ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
                using Process process = Process.Start(start)!;
                Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
                await process.WaitForExitAsync(CancellationToken.None);
                await error;
                return process.ExitCode == 0 ? await output : null;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return null;
            }
        }
    }
}
