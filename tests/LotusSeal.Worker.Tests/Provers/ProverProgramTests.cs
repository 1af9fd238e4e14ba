using LotusSeal.Primitives;
using LotusSeal.Proving;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Provers;
using LotusSeal.Worker.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Worker.Tests.Provers;

/// <summary>The built program as a prover: what it says of parameters and inputs that cannot be used.</summary>
public sealed class ProverProgramTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ChildProver _prover;

    public ProverProgramTests()
    {
        ChildProgram program = new("prover", Path.Combine(AppContext.BaseDirectory, "lotus-seal-worker"),
            ["proofs", ProverCommand.ServeName, ProverCommand.ParametersFlag, _folder.Path], new Dictionary<string, string>());
        _prover = new ChildProver(program, new ChildTimings(), TimeProvider.System, NullLogger.Instance);
    }

    private static ProofNeeds Needs { get; } = ProofNeeds.OfSeal(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1));

    private string ParametersFile => _folder[Needs.ParametersFile];

    public void Dispose()
    {
        _prover.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Missing_cut_and_wrong_parameters_are_named_by_one_process()
    {
        Assert.Equal($"The parameters cannot be used: '{ParametersFile}' is missing", await RefusedAsync());
        await File.WriteAllBytesAsync(ParametersFile, new byte[1000], TestContext.Current.CancellationToken);
        Assert.StartsWith($"'{ParametersFile}'", await RefusedAsync(), StringComparison.Ordinal);
        ProverChild.MakeParameters(_folder.Path);
        Assert.StartsWith($"'{ParametersFile}'", await RefusedAsync(), StringComparison.Ordinal);
        File.Delete(ParametersFile);
        Directory.CreateDirectory(ParametersFile);
        Assert.Equal($"The parameters cannot be used: '{ParametersFile}' is missing", await RefusedAsync());
    }

    [Fact]
    public async Task A_missing_key_of_aggregates_and_a_kind_that_is_unknown_are_refused()
    {
        Assert.Contains("is missing", await RefusedAsync(RegisteredSealProof.StackedDrg2KiBV1_2_Feat_NonInteractivePoRep),
            StringComparison.Ordinal);
        SealingException unknown = await Assert.ThrowsAsync<SealingException>(() => AskAsync(new ProofRequest((ProofKind)77, 5, 1000, 1)));
        Assert.Equal("This program makes no proofs of the kind 77.", unknown.Message);
    }

    private async Task<string> RefusedAsync(RegisteredSealProof proof = RegisteredSealProof.StackedDrg2KiBV1_1) =>
        (await Assert.ThrowsAsync<SealingException>(() => AskAsync(new ProofRequest(ProofKind.Commit2, (int)proof, 1000, 1)))).Message;

    private async Task<byte[]> AskAsync(ProofRequest request)
    {
        byte[] output = await File.ReadAllBytesAsync(Repository.Vector("2kib", "c1-output.json"));
        return await _prover.ProveAsync(request, output, new Progress<PhaseProgress>(), TestContext.Current.CancellationToken)
            .WaitAsync(Patience.Limit);
    }
}
