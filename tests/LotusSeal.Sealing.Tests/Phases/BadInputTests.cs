using System.Text;
using System.Text.RegularExpressions;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Tests.Phases;

public sealed class BadInputTests
{
    private static SealedSector New(string name = "2kib", Func<SealingOptions, SealingOptions>? configure = null) =>
        new(SectorVector.Load(name), SealingBackends.Create("managed"), configure);

    [Theory]
    [InlineData("sc-02-data-layer-2.dat", "layer-2.dat has 2016 bytes instead of 2048")]
    [InlineData("sc-02-data-tree-d.dat", "tree-d.dat has 2016 bytes instead of 4064")]
    public async Task PreCommit2_names_a_file_of_the_wrong_length(string file, string message)
    {
        using SealedSector sector = New();
        await sector.PreCommit1Async();
        Damage.Truncate(sector.Cache(file), 2016);
        Assert.Contains(message, (await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit2Async())).Message);
        File.Delete(sector.Cache(file));
        Assert.Contains(file + " is missing", (await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit2Async())).Message);
    }

    [Fact]
    public async Task PreCommit2_names_a_layer_with_a_node_that_is_no_field_element()
    {
        using SealedSector sector = New();
        await sector.PreCommit1Async();
        byte[] layer = await File.ReadAllBytesAsync(sector.Cache("sc-02-data-layer-1.dat"), SealedSector.Token);
        layer.AsSpan(7 * 32, 32).Fill(0xff);
        sector.Sealer.ForgetLayers(sector.Paths.Cache);
        await File.WriteAllBytesAsync(sector.Cache("sc-02-data-layer-1.dat"), layer, SealedSector.Token);
        SealingException exception = await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit2Async());
        Assert.Contains("layer-1.dat: node 7 is not a field element", exception.Message);
        Assert.Empty(Directory.GetFiles(sector.Paths.Cache, "*tree-c*"));
    }

    [Fact]
    public async Task PreCommit1_refuses_data_that_are_not_the_pieces()
    {
        using SealedSector sector = New();
        Damage.Flip(sector.Paths.Unsealed!, 100);
        Assert.Contains("the pieces have 2e26cdc9", (await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit1Async())).Message);
        File.Delete(sector.Paths.Unsealed!);
        Assert.Contains("unsealed is missing", (await Assert.ThrowsAsync<SealingException>(() => sector.PreCommit1Async())).Message);
    }

    [Fact]
    public async Task PreCommit1_refuses_no_pieces()
    {
        using SealedSector sector = New();
        SealingException exception = await Assert.ThrowsAsync<SealingException>(() =>
            sector.Sealer.PreCommit1Async(sector.Staged with { Pieces = [] }, null, SealedSector.Token));
        Assert.Contains("CommD is all zero", exception.Message);
    }

    [Fact]
    public async Task A_short_unsealed_file_is_filled_with_zeroes_and_a_trailer_is_ignored()
    {
        foreach (int length in (int[])[0, 100, 2048 + 7])
        {
            using SealedSector sector = New("2kib-zero");
            byte[] content = new byte[length];
            if (length > 2048) content.AsSpan(2048).Fill(0xee);
            await File.WriteAllBytesAsync(sector.Paths.Unsealed!, content, SealedSector.Token);
            await sector.SealAsync();
            sector.AssertReplicaIsWhole();
        }
    }

    [Theory]
    [InlineData("sc-02-data-layer-1.dat", 9 * 32, "sc-02-data-layer-1.dat")]
    [InlineData("sc-02-data-layer-2.dat", 10 * 32, "sc-02-data-layer-2.dat")]
    [InlineData("sc-02-data-tree-c.dat", 64 * 32 + 2, "sc-02-data-tree-c.dat")]
    [InlineData("sc-02-data-tree-d.dat", 64 * 32 + 4 * 32, "sc-02-data-tree-d.dat")]
    [InlineData("../sealed", 10 * 32, "sealed")]
    [InlineData("sc-02-data-tree-r-last.dat", 3, "sc-02-data-tree-r-last.dat")]
    [InlineData("p_aux", 40, "p_aux")]
    public async Task Commit1_names_the_damaged_file(string file, long offset, string named)
    {
        using SealedSector sector = await New().SealAsync();
        Damage.Flip(sector.Cache(file), offset);
        SealingException exception = await Assert.ThrowsAsync<SealingException>(() => sector.Commit1Async());
        Assert.Contains(named, exception.Message);
    }

    [Fact]
    public async Task Commit1_refuses_wrong_commitments()
    {
        using SealedSector sector = await New().SealAsync();
        (CommR commR, CommD commD) = (sector.Vector.Commitments.CommR, sector.Vector.Commitments.CommD);
        CommR large = new(new Digest(Enumerable.Repeat((byte)0xff, 32).ToArray()));
        await AssertRefusedAsync(new(default, commD), "CommR is all zero");
        await AssertRefusedAsync(new(commR, default), "CommD is all zero");
        await AssertRefusedAsync(new(large, commD), "not a canonical field element");
        await AssertRefusedAsync(new(new CommR(commD.Value), commD), "p_aux gives CommR");
        await AssertRefusedAsync(new(commR, new CommD(commR.Value)), "The pieces have CommD");

        async Task AssertRefusedAsync(SealCommitments commitments, string message)
        {
            SealingException exception = await Assert.ThrowsAsync<SealingException>(() =>
                sector.Sealer.Commit1Async(sector.PreCommitted with { Commitments = commitments }, sector.Vector.Seed, null, SealedSector.Token));
            Assert.Contains(message, exception.Message);
        }
    }

    [Fact]
    public async Task A_synthetic_file_of_another_replica_is_refused()
    {
        using SealedSector sector = await New("2kib-synth").SealAsync();
        await sector.Sealer.GenerateSyntheticProofsAsync(sector.PreCommitted, null, SealedSector.Token);
        Damage.Flip(sector.Cache(SectorFileNames.SyntheticProofs), 96 + 6 * 8984 + 400);
        Assert.Contains(SectorFileNames.SyntheticProofs, (await Assert.ThrowsAsync<SealingException>(() => sector.Commit1Async())).Message);
        Damage.Flip(sector.Cache(SectorFileNames.SyntheticProofs), 96 + 6 * 8984);
        Assert.Contains("record 6", (await Assert.ThrowsAsync<SealingException>(() => sector.Commit1Async())).Message);
        Damage.Truncate(sector.Cache(SectorFileNames.SyntheticProofs), 1000);
        Assert.Contains("1000 bytes instead of 575072", (await Assert.ThrowsAsync<SealingException>(() => sector.Commit1Async())).Message);
    }

    [Fact]
    public async Task A_parents_folder_that_cannot_be_written_does_not_stop_the_sector()
    {
        List<string> warnings = [];
        using SealedSector sector = New(configure: options =>
            options with { Warning = warnings.Add, ParentsCacheDirectory = "/proc/no-such-folder" });
        await sector.SealAsync();
        Assert.NotEmpty(warnings);
    }

    [Fact]
    public async Task A_parents_file_that_cannot_get_its_name_does_not_stop_the_sector_and_is_left_nowhere()
    {
        using TemporaryFolder parents = new();
        List<string> warnings = [];
        using SealedSector sector = New(configure: options => options with { Warning = warnings.Add, ParentsCacheDirectory = parents.Path });
        // A folder of that name stands in the way of the rename.
        string name = SectorGraph.ParentsFileName(SectorGraph.SeedsOf(sector.Vector.Config));
        Directory.CreateDirectory(parents[name, "full"]);
        await sector.SealAsync();
        Assert.Contains(warnings, warning => warning.Contains("is not kept", StringComparison.Ordinal));
        Assert.Equal([parents[name]], Directory.GetFileSystemEntries(parents.Path));
    }

    [Fact]
    public void Every_changed_number_of_a_Commit1_output_is_noticed()
    {
        using SealedSector sector = New("4kib");
        string json = Encoding.UTF8.GetString(sector.Vector.Bytes("c1-inner.json"));
        sector.Sealer.VerifyCommit1(sector.Vector.Sector, Encoding.UTF8.GetBytes(json));
        MatchCollection numbers = Regex.Matches(json, "[0-9]+(?=[,\\]}])");
        Random random = new(1);
        for (int i = 0; i < 60; i++)
        {
            Match match = numbers[random.Next(numbers.Count)];
            // The seed enters the challenges, so all but one number in 64 of it show; the others are checked for certain.
            if (match.Index > json.LastIndexOf("\"seed\"", StringComparison.Ordinal)
                && match.Index < json.LastIndexOf("\"ticket\"", StringComparison.Ordinal)) continue;
            string changed = json[..match.Index] + (match.Value == "7" ? "8" : "7") + json[(match.Index + match.Length)..];
            Assert.Throws<SealingException>(() => sector.Sealer.VerifyCommit1(sector.Vector.Sector, Encoding.UTF8.GetBytes(changed)));
        }
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "is not an object")]
    [InlineData("{", "not JSON")]
    [InlineData("{}", "lacks registered_proof")]
    [InlineData("{\"registered_proof\":\"StackedDrg2KiBV1_1\"}", "lacks vanilla_proofs")]
    [InlineData("{\"registered_proof\":\"StackedDrg2KiBV1\"}", "the sector's is StackedDrg2KiBV1_1")]
    [InlineData("{\"registered_proof\":\"Bogus\"}", "registered_proof \"Bogus\" is unknown")]
    [InlineData("{\"registered_proof\":5}", "registered_proof is not a string")]
    [InlineData("{\"comm_r\":[1,2,3]}", "comm_r is not an array of 32 bytes")]
    [InlineData("{\"comm_r\":[256]}", "comm_r is not an array of 32 bytes")]
    [InlineData("{\"comm_r\":null}", "comm_r is not an array of 32 bytes")]
    [InlineData("{\"vanilla_proofs\":{\"StackedDrg2KiBV1\":[]}}", "vanilla_proofs.StackedDrg2KiBV1 has only 0 of 1 items")]
    [InlineData("{\"vanilla_proofs\":{\"StackedDrg2KiBV1\":[[{\"comm_d_proofs\":{\"data\":{\"Sub\":1}}}]]}}",
        "vanilla_proofs.StackedDrg2KiBV1[0][0].comm_d_proofs.data.Single")]
    [InlineData("{\"vanilla_proofs\":{\"StackedDrg2KiBV1\":[[{\"encoding_proof\":{\"node\":64}}]]}}",
        "encoding_proof.node is not an integer from 0 to 63")]
    [InlineData("{\"vanilla_proofs\":{\"StackedDrg2KiBV1\":[[{\"encoding_proof\":{\"node\":-1}}]]}}",
        "encoding_proof.node is not an integer from 0 to 63")]
    public void A_broken_Commit1_output_is_refused_with_the_member_s_name(string json, string message)
    {
        SectorVector vector = SectorVector.Load("2kib");
        SealingException exception = Assert.Throws<SealingException>(() => Commit1OutputJson.Parse(vector.Config, Encoding.UTF8.GetBytes(json)));
        Assert.Contains(message, exception.Message);
    }

    [Fact]
    public void Deeply_nested_JSON_is_refused()
    {
        byte[] json = Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 100_000));
        Assert.Contains("not JSON", Assert.Throws<SealingException>(() => Commit1OutputJson.Parse(SectorVector.Load("2kib").Config, json)).Message);
        Assert.Contains("not JSON", Assert.Throws<SealingException>(() => PreCommit1OutputJson.Parse(json)).Message);
    }

    [Fact]
    public void A_Commit1_output_of_another_sector_is_refused()
    {
        SectorVector vector = SectorVector.Load("2kib");
        SectorSealer sealer = new(SealingBackends.Create("managed"), new SealingOptions { ParentsCacheDirectory = null });
        byte[] json = vector.Bytes("c1-output.json");
        sealer.VerifyCommit1(vector.Sector, json);
        Assert.Contains("replica_id", Assert.Throws<SealingException>(() =>
            sealer.VerifyCommit1(vector.Sector with { SectorNumber = 8 }, json)).Message);
    }
}
