using System.Text;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

public sealed class PreCommitVectorTests
{
    public static TheoryData<string, string> SmallCases => SealingBackends.With(SectorVector.Small);

    [Theory, MemberData(nameof(SmallCases))]
    public async Task Every_file_after_PreCommit2_is_the_reference_s(string backend, string name)
    {
        using SealedSector sector = new(SectorVector.Load(name), SealingBackends.Create(backend));
        PreCommit1Output output = await sector.PreCommit1Async();
        Assert.Equal(sector.Vector.Commitments.CommD, output.CommD);
        Assert.Equal(sector.Vector.Commitments, await sector.PreCommit2Async());
        sector.AssertCacheIs("cache_files_after_pc2");
        sector.AssertReplicaIsWhole();
        if (sector.Vector.Config.RegisteredProof is not null)
            Assert.Equal(Encoding.UTF8.GetString(sector.Vector.Bytes("pc1-output.json")),
                Encoding.UTF8.GetString(PreCommit1OutputJson.ToJson(output)));
        string parents = Assert.Single(Directory.GetFiles(sector.Folder["parents"]));
        Assert.Equal(sector.Vector.ParentsSha256, SealedSector.Sha256(parents));
    }
}
