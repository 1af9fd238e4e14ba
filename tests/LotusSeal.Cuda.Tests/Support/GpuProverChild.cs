using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LotusSeal.Groth16.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Provers;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>A prover in a process of its own, with two GPUs of the double; what it computes is known sums and a quotient.</summary>
internal static class GpuProverChild
{
    /// <summary>Computes; computes while the device that does it fails; or while every one does; as a proof of spacetime.</summary>
    public const string Prove = "prove", FailOnce = "fail-once", FailAlways = "fail-always", Spacetime = "spacetime";

    /// <summary>Says its process.</summary>
    private const string Process = "process";

    private const string Role = "gpu-prover";

    /// <summary>How it is started.</summary>
    public static ChildProgram Program(GpuPolicy policy) =>
        new("prover", Environment.ProcessPath!, [], new Dictionary<string, string> { [ChildProcess.Variable] = $"{Role} {policy}" });

    /// <summary>Has it do something.</summary>
    public static async Task<string> AskAsync(ChildProver prover, string word) => Encoding.ASCII.GetString(await prover.ProveAsync(
        new ProofRequest(ProofKind.Commit2, 5, 1000, 7), Encoding.ASCII.GetBytes(word), new Progress<PhaseProgress>(),
        TestContext.Current.CancellationToken).WaitAsync(Patience.Limit));

    /// <summary>Kills it between two proofs.</summary>
    public static async Task KillAsync(ChildProver prover)
    {
        Signal.TrySend(int.Parse(await AskAsync(prover, Process), CultureInfo.InvariantCulture), Signal.Kill);
        await Patience.UntilAsync("it is gone", () => prover.ResidentMemory == 0);
    }

    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, policy =>
    {
        SimulatedDriver.Start(devices: 2);
        SimulatedSensors.Start();
        MessageChannel channel = ChildLife.Begin();
        using ProverArithmetic arithmetic =
            ProverArithmetic.Choose(1, Enum.Parse<GpuPolicy>(policy), Console.Error.WriteLine, retired: channel.TryWrite);
        Handler handler = new(arithmetic);
        ChildLife.Serve(channel, new ProofHandler(handler, handler, handler), () => arithmetic.Spacetime.Name, arithmetic.Leave);
        return 0;
    });

    private sealed class Handler(ProverArithmetic arithmetic) : IProofHandler
    {
        public byte[] Prove(ProofRequest request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
        {
            string word = Encoding.ASCII.GetString(input);
            if (word == Process) return Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            if (word is FailOnce or FailAlways)
                SimulatedDriver.simulate_failure("cuLaunchKernel", 1, (int)CUResult.ErrorECCUncorrectable, word == FailAlways ? 1 : 0);
            IProverBackend backend = word == Spacetime ? arithmetic.Spacetime : arithmetic.Backend;
            return Encoding.ASCII.GetBytes(ProverAnswers.FindFault(backend, new ManagedProverBackend(), cancellationToken) ?? "right");
        }
    }
}
