using System.Diagnostics;
using System.Text.Json.Nodes;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>
/// Seals the same sector with ours and with the reference, in turn, step by step. The outputs must be equal; only then do the times count.
/// </summary>
internal sealed class SealComparison(BackendPool backends, string referenceProgram, string workFolder)
{
    /// <summary>Times PreCommit1 from an empty and from a warm parents cache, PreCommit2 and Commit1.</summary>
    public async Task<IReadOnlyList<Measurements>> RunAsync(RegisteredSealProof proof, int runs)
    {
        string folder = FolderOf(proof);
        string size = $"{PoRepConfig.ForProof(proof).SectorSize >> 20} MiB";
        Measurements cold = new($"{size} PC1, empty parents cache", "0.5"), warm = new($"{size} PC1, warm parents cache", "0.8");
        Measurements preCommit2 = new($"{size} PC2", "1.2"), commit1 = new($"{size} C1", "0.3 s");
        SampleSector sector = await PrepareAsync(proof);
        for (int run = 0; run < runs; run++)
        {
            await RunOnceAsync(sector, folder, cold, warm, preCommit2, commit1);
        }

        return [cold, warm, preCommit2, commit1];
    }

    /// <summary>The sector: its data, written down, and their commitment.</summary>
    public Task<SampleSector> PrepareAsync(RegisteredSealProof proof) =>
        SampleSector.CreateAsync(proof, FolderOf(proof), NewSealer(Path.Combine(FolderOf(proof), "parents-unused")));

    private string FolderOf(RegisteredSealProof proof) => Directory.CreateDirectory(Path.Combine(workFolder, proof.ToString())).FullName;

    private async Task RunOnceAsync(SampleSector sector, string folder, Measurements cold, Measurements warm, Measurements preCommit2,
        Measurements commit1)
    {
        string oursParents = Fresh(folder, "parents-ours"), referenceParents = Fresh(folder, "parents-reference");
        using ReferenceProcess reference = new(referenceProgram, referenceParents, ("FIL_PROOFS_USE_MULTICORE_SDR", "1"));
        foreach (Measurements state in new[] { cold, warm })
        {
            state.AddReference(await ReferencePreCommit1Async(reference, sector, Fresh(folder, "reference")));
            state.AddOurs(await OursPreCommit1Async(sector, Fresh(folder, "ours"), oursParents));
        }

        SectorPaths paths = PathsIn(Path.Combine(folder, "ours"));
        ISectorSealer sealer = NewSealer(oursParents);
        SealCommitments referenceCommitments = await ReferencePreCommit2Async(reference, sector, Path.Combine(folder, "reference"), preCommit2);
        long start = Stopwatch.GetTimestamp();
        PreCommit1Output output = new(sector.Config, paths.Cache, sealer.ComputeCommD(sector.Config, [sector.Piece]));
        SealCommitments commitments = await sealer.PreCommit2Async(output, paths, null, CancellationToken.None);
        preCommit2.AddOurs(Stopwatch.GetElapsedTime(start).TotalSeconds);
        if (commitments != referenceCommitments)
            throw new InvalidOperationException($"CommR differs: ours {commitments.CommR}, reference {referenceCommitments.CommR}.");

        byte[] expected = await ReferenceCommit1Async(reference, sector, Path.Combine(folder, "reference"), commitments, commit1);
        start = Stopwatch.GetTimestamp();
        byte[] actual = await sealer.Commit1Async(
            new PreCommittedSector(sector.Identity, SampleSector.Ticket, paths, commitments, [sector.Piece]), SampleSector.Seed, null,
            CancellationToken.None);
        commit1.AddOurs(Stopwatch.GetElapsedTime(start).TotalSeconds);
        if (!actual.AsSpan().SequenceEqual(expected)) throw new InvalidOperationException("The Commit1 outputs differ.");
    }

    private ISectorSealer NewSealer(string parentsCache) => new SectorSealer(backends, new SealingOptions { ParentsCacheDirectory = parentsCache });

    private async Task<double> OursPreCommit1Async(SampleSector sector, string folder, string parentsCache)
    {
        long start = Stopwatch.GetTimestamp();
        SectorPaths paths = PathsIn(folder) with { Unsealed = sector.UnsealedFile };
        StagedSector staged = new(sector.Identity, SampleSector.Ticket, paths, [sector.Piece]);
        await NewSealer(parentsCache).PreCommit1Async(staged, null, CancellationToken.None);
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task<double> ReferencePreCommit1Async(ReferenceProcess reference, SampleSector sector, string folder)
    {
        SectorPaths paths = PathsIn(folder);
        File.Create(paths.Sealed).Dispose();
        JsonObject request = sector.Request(paths.Cache, paths.Sealed);
        request["staged"] = sector.UnsealedFile;
        request["output"] = Path.Combine(folder, "pc1.json");
        return (await reference.CallAsync("pc1", request)).Seconds;
    }

    private static async Task<SealCommitments> ReferencePreCommit2Async(ReferenceProcess reference, SampleSector sector, string folder,
        Measurements preCommit2)
    {
        SectorPaths paths = PathsIn(folder);
        JsonObject request = sector.Request(paths.Cache, paths.Sealed);
        request["input"] = Path.Combine(folder, "pc1.json");
        (JsonNode? result, double seconds) = await reference.CallAsync("pc2", request);
        preCommit2.AddReference(seconds);
        return new SealCommitments(new CommR(Digest.FromHex((string)result!["comm_r"]!)), new CommD(Digest.FromHex((string)result["comm_d"]!)));
    }

    private static async Task<byte[]> ReferenceCommit1Async(ReferenceProcess reference, SampleSector sector, string folder,
        SealCommitments commitments, Measurements commit1)
    {
        SectorPaths paths = PathsIn(folder);
        string output = Path.Combine(folder, "c1.json");
        JsonObject request = sector.Request(paths.Cache, paths.Sealed);
        request["seed"] = SampleSector.Seed.ToString();
        request["comm_r"] = commitments.CommR.ToString();
        request["comm_d"] = commitments.CommD.ToString();
        request["output"] = output;
        commit1.AddReference((await reference.CallAsync("c1", request)).Seconds);
        return await File.ReadAllBytesAsync(output);
    }

    private static SectorPaths PathsIn(string folder) =>
        new(Directory.CreateDirectory(Path.Combine(folder, "cache")).FullName, Path.Combine(folder, "sealed"));

    private static string Fresh(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        if (Directory.Exists(path)) Directory.Delete(path, recursive: true);
        return Directory.CreateDirectory(path).FullName;
    }
}
