using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Proving.Commit2;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Proving.Updates;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Cuda.Tests.Proofs;

/// <summary>
/// Commit2 and ProveReplicaUpdate2 of 2 KiB by the kernels, compiled for the host: every sum and every quotient, the proof verified and byte for byte
/// the processor's.
/// </summary>
[Collection(SimulatedDriver.Collection)]
public sealed class WholeProofTests : IDisposable
{
    /// <summary>Room for the points of a query and not for all of them, sums by parts.</summary>
    private const ulong Memory = 6UL << 30;

    private static readonly PoRepConfig Config = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1);
    private readonly ProverArithmetic _processor = ProverArithmetic.OfProcessor(threads: 2, Assert.Fail);

    public void Dispose() => _processor.Dispose();

    [Fact]
    public void Commit2_is_that_of_the_processor()
    {
        LongTests.Need();
        ParameterFolder folder = new(ProofParameters.FolderOrSkip());
        using StoredParameters stored = folder.OpenSeal(Config, _processor.First, _processor.Second);
        SealIdentity sector = new(Config, new Digest([.. Enumerable.Repeat((byte)0x11, Digest.Size)]), 7);
        byte[] output = File.ReadAllBytes(Repository.Vector("2kib", "c1-output.json"));
        AssertSame(backend => new SealProver(stored.Parameters, Config, backend)
            .Prove(sector, output, Known, null, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void ProveReplicaUpdate2_is_that_of_the_processor()
    {
        LongTests.Need();
        ParameterFolder folder = new(ProofParameters.FolderOrSkip(updates: true));
        using StoredParameters stored = folder.OpenUpdate(Config, _processor.First, _processor.Second);
        AssertSame(backend => new ReplicaUpdateProver(stored.Parameters, Config, backend)
            .Prove(UpdateCase.SmallStatement, [UpdateCase.SmallVanillaProof], Known, null, TestContext.Current.CancellationToken));
    }

    private static Blinding Known() => new(Secrets.NumberOfPhrase("porep-vector", "r"), Secrets.NumberOfPhrase("porep-vector", "s"));

    private void AssertSame(Func<IProverBackend, byte[]> prove)
    {
        SimulatedDriver.Start(memory: Memory);
        using (CudaProverBackend device = new(SimulatedDriver.Create(), _processor.Backend) { TakesAll = true })
            Assert.Equal(Convert.ToHexString(prove(_processor.Backend)), Convert.ToHexString(prove(device)));
        Assert.Equal(0U, SimulatedDriver.simulated_leftovers());
    }
}
