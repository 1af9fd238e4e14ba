using System.Text.Json.Nodes;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Reference;

/// <summary>PreCommit2 with another number of rows to discard, by the reference implementation and by this one.</summary>
public sealed class RowsToDiscardDifferentialTests
{
    [Fact]
    public async Task The_files_come_out_identical()
    {
        if (ReferenceProcess.Locate(out string? reason) is not { } program)
        {
            Assert.Skip(reason!);
            return;
        }

        int rows = Random.Shared.Next(2);
        TestContext.Current.TestOutputHelper?.WriteLine($"rows to discard {rows}");
        using TemporaryFolder folder = new();
        SectorPaths theirs = new(folder["theirs", "cache"], folder["theirs", "sealed"], null);
        using SealedSector sector = new(SectorVector.Load("8mib"), SealingBackends.Create("native"),
            options => options with { RowsToDiscard = rows, ParentsCacheDirectory = null, RecordedCacheDirectory = theirs.Cache });
        PreCommit1Output output = await sector.PreCommit1Async();
        Directory.CreateDirectory(theirs.Cache);
        foreach (string file in Directory.GetFiles(sector.Paths.Cache)) File.Copy(file, Path.Combine(theirs.Cache, Path.GetFileName(file)));
        File.Copy(sector.Paths.Sealed, theirs.Sealed);
        await File.WriteAllBytesAsync(folder["pc1.json"], PreCommit1OutputJson.ToJson(output), SealedSector.Token);

        await sector.PreCommit2Async();
        using ReferenceProcess reference = new(program, folder["parents"], ("FIL_PROOFS_ROWS_TO_DISCARD", $"{rows}"), ("RAYON_NUM_THREADS", "2"));
        (JsonNode? result, _) = await reference.CallAsync("pc2",
            new() { ["input"] = folder["pc1.json"], ["cache"] = theirs.Cache, ["sealed"] = theirs.Sealed });

        Assert.Equal(sector.Vector.Commitments.CommR.ToString(), result!["comm_r"]!.GetValue<string>());
        Assert.Equal(Names(theirs.Cache), Names(sector.Paths.Cache));
        foreach (string name in Names(theirs.Cache))
            Assert.True(SealedSector.Sha256(Path.Combine(theirs.Cache, name)) == SealedSector.Sha256(sector.Cache(name)), $"{name} differs.");
        Assert.Equal(SealedSector.Sha256(theirs.Sealed), SealedSector.Sha256(sector.Paths.Sealed));
    }

    private static IEnumerable<string> Names(string directory) =>
        Directory.GetFiles(directory).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
}
