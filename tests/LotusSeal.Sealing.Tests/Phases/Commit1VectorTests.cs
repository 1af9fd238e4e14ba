using System.Security.Cryptography;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Tests.Phases;

public sealed class Commit1VectorTests
{
    public static TheoryData<string, string> SmallCases => SealingBackends.With(SectorVector.Small);

    [Theory, MemberData(nameof(SmallCases))]
    public async Task Commit1_is_the_reference_s_byte_for_byte(string backend, string name)
    {
        using SealedSector sector = await new SealedSector(SectorVector.Load(name), SealingBackends.Create(backend)).SealAsync();
        SectorVector vector = sector.Vector;
        if (vector.Config.Feature == PoRepFeature.SyntheticPoRep)
        {
            await sector.Sealer.GenerateSyntheticProofsAsync(sector.PreCommitted, null, SealedSector.Token);
            sector.AssertCacheIs("cache_files_after_synth");
            sector.Sealer.ClearLayers(sector.Paths.Cache);
        }
        byte[] json = await sector.Commit1Async();
        bool registered = vector.Config.RegisteredProof is not null;
        AssertIsReference(vector, json, registered ? "c1_api_json" : "c1_inner_json");
        sector.Sealer.VerifyCommit1(vector.Sector, json);
        Commit1Output parsed = Commit1OutputJson.Parse(vector.Config, json);
        Assert.Equal(json, Commit1OutputJson.ToJson(parsed));
        if (registered)
            AssertIsReference(vector, Commit1OutputJson.ToJson(parsed with { Config = vector.Config with { RegisteredProof = null } }),
                "c1_inner_json");
    }

    private static void AssertIsReference(SectorVector vector, byte[] json, string kind)
    {
        (int length, string sha256) = vector.Json(kind);
        Assert.Equal(length, json.Length);
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(json)));
    }
}
