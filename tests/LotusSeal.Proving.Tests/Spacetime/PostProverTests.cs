using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Tests.Spacetime;

/// <summary>What is refused before anything is proved. Proofs themselves: <see cref="Proving.PostProofTests"/>.</summary>
public sealed class PostProverTests
{
    private static readonly PostCase Three = PostCase.Find("2kib", "window-v1_1-3"), Winning = PostCase.Find("2kib", "winning");

    [Fact]
    public void Vanilla_proofs_that_do_not_hold_are_all_named()
    {
        PostSectorProof[] sectors = [.. Three.Sectors.Values];
        PostSectorProof swapped = sectors[0] with
        {
            Inclusions = [sectors[0].Inclusions[1], sectors[0].Inclusions[0], .. sectors[0].Inclusions.Skip(2)],
        };
        PostSectorProof foreign = sectors[1] with { CommRLast = sectors[0].CommRLast };
        string message = Refused(Three, [swapped, foreign, sectors[2]]);
        Assert.Contains("2 of 3 sectors", message, StringComparison.Ordinal);
        Assert.Contains($"sector {swapped.SectorNumber}: challenge 0", message, StringComparison.Ordinal);
        Assert.Contains($"sector {foreign.SectorNumber}: comm_c and comm_r_last", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nine_paths_or_another_order_of_those_of_a_winning_proof_are_refused()
    {
        PostSectorProof sector = Three.Sectors.Values.First(), winner = Winning.Sectors.Values.Single();
        Assert.Contains("9 paths for 10",
            Refused(Three, [sector with { Inclusions = [.. sector.Inclusions.SkipLast(1)] }]), StringComparison.Ordinal);
        PostSectorProof swapped = winner with
        {
            Inclusions = [winner.Inclusions[0], winner.Inclusions[2], winner.Inclusions[1], .. winner.Inclusions.Skip(3)],
        };
        Assert.Contains("challenge 1", Refused(Winning, [swapped]), StringComparison.Ordinal);
    }

    [Fact]
    public void Too_few_and_too_many_sectors_are_refused()
    {
        Assert.Contains("no vanilla proof", Refused(Three, []), StringComparison.Ordinal);
        PostSectorProof[] sectors = [.. Three.Sectors.Values];
        Assert.Contains("one sector, not of 3", Refused(Winning, sectors), StringComparison.Ordinal);
        Assert.Contains("can only prove a single partition", Assert.Throws<SealingException>(() =>
            ProverOf(Three).ProvePartition(Three.Randomness, sectors, 0)).Message, StringComparison.Ordinal);
        Assert.Contains("no partition -1", Assert.Throws<SealingException>(() =>
            ProverOf(Three).ProvePartition(Three.Randomness, sectors[..1], -1)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_of_another_circuit_are_refused() => Assert.Contains("public inputs", Assert.Throws<FormatException>(() =>
        new PostProver(KeyAlone(Three.Type), Winning.Type)).Message, StringComparison.Ordinal);

    private static string Refused(PostCase test, IReadOnlyCollection<PostSectorProof> sectors) =>
        Assert.Throws<SealingException>(() => ProverOf(test).Prove(test.Randomness, sectors)).Message;

    private static PostProver ProverOf(PostCase test) => new(KeyAlone(test.Type), test.Type);

    /// <summary>Parameters that nothing can be proved with: whoever tries fails in another way.</summary>
    private static Parameters KeyAlone(RegisteredPoStProof proof) => new(
        VerifyingKey.Read(File.ReadAllBytes(Repository.Vector("groth16", $"{PostCircuit.FileName(proof)}.vk")), out _),
        null!, null!, null!, null!, null!);
}
