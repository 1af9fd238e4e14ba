using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Sealing.VanillaProofs;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>Outputs of earlier phases come back through the miner, files from other machines: anything may be in them.</summary>
public sealed class HostileOutputTests
{
    [Fact]
    public void A_changed_precommit1_output_is_read_or_refused()
    {
        byte[] plain = SectorVector.Load("2kib").Bytes("pc1-output.json");
        byte[] withTicket = PreCommit1OutputJson.AddSealRandomness(plain, SectorVector.Load("2kib").Ticket);
        Fuzz fuzz = new(plain, withTicket, SectorVector.Load("2kib-synth").Bytes("pc1-output.json"));
        fuzz.Check<SealingException>(json => PreCommit1OutputJson.Parse(json));
        fuzz.Check<SealingException>(json => PreCommit1OutputJson.ReadSealRandomness(json));
        fuzz.Check<SealingException>(json => PreCommit1OutputJson.AddSealRandomness(json, default));
    }

    [Fact]
    public void A_changed_commit1_output_is_read_or_refused()
    {
        SectorVector vector = SectorVector.Load("2kib");
        new Fuzz(vector.Bytes("c1-output.json")) { Rounds = 300 }.Check<SealingException>(json => Commit1OutputJson.Parse(vector.Config, json));
    }

    [Theory]
    [InlineData("{\"\\ud800\":1}")]
    [InlineData("{\"registered_proof\":\"\\ud800\"}")]
    [InlineData("{\"registered_proof\":1e999}")]
    [InlineData("{\"vanilla_proofs\":{\"\\udc00\":[]}}")]
    public void Half_a_surrogate_pair_in_an_output_is_refused(string json)
    {
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(json);
        Assert.Throws<SealingException>(() => Commit1OutputJson.Parse(SectorVector.Load("2kib").Config, bytes));
        Assert.Throws<SealingException>(() => PreCommit1OutputJson.Parse(bytes));
    }

    [Fact]
    public void A_changed_p_aux_is_read_or_refused()
    {
        using TemporaryFolder folder = new();
        string file = Path.Combine(folder.Path, SectorFileNames.PersistentAux);
        new Fuzz(new byte[64]) { Rounds = 300 }.Check<SealingException>(bytes =>
        {
            File.WriteAllBytes(file, bytes);
            AuxiliaryFiles.ReadPersistentAux(folder.Path);
        });
    }
}
