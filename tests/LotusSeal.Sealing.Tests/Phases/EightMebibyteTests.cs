using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>One whole life of a sector with two rows to discard and several blocks; slow in managed code, for which it is a long test.</summary>
public sealed class EightMebibyteTests
{
    public static TheoryData<string> Backends => SealingBackends.Available;

    [Theory, MemberData(nameof(Backends))]
    public async Task A_sector_of_8_MiB_is_sealed_proved_and_unsealed_as_by_the_reference(string backend)
    {
        if (backend == new ManagedSealingBackend().Name) LongTests.Need();
        using SealedSector sector = new(SectorVector.Load("8mib"), SealingBackends.Create(backend));
        SectorVector vector = sector.Vector;
        PreCommit1Output output = await sector.PreCommit1Async();
        Assert.Equal(Encoding.UTF8.GetString(vector.Bytes("pc1-output.json")), Encoding.UTF8.GetString(PreCommit1OutputJson.ToJson(output)));
        Assert.Equal(vector.ParentsSha256, SealedSector.Sha256(Assert.Single(Directory.GetFiles(sector.Folder["parents"]))));
        Assert.Equal(vector.Commitments, await sector.PreCommit2Async());
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();

        long start = Stopwatch.GetTimestamp();
        byte[] json = await sector.Commit1Async();
        TestContext.Current.TestOutputHelper?.WriteLine($"Commit1 took {Stopwatch.GetElapsedTime(start).TotalSeconds:F3} s.");
        Assert.Equal(vector.Json("c1_api_json"), (json.Length, Convert.ToHexStringLower(SHA256.HashData(json))));
        Assert.Equal(vector.Bytes("c1-output.json"), json);
        sector.Sealer.VerifyCommit1(vector.Sector, json);

        using MemoryStream unpadded = new();
        await sector.Sealer.UnsealRangeAsync(sector.ReplicaAt(sector.Paths.Sealed), new DataRange(0, 8323072), unpadded, null, SealedSector.Token);
        Assert.Equal(vector.UnpaddedSha256, Convert.ToHexStringLower(SHA256.HashData(unpadded.GetBuffer().AsSpan(0, (int)unpadded.Length))));
    }
}
