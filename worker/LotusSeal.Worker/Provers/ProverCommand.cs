using System.Globalization;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Provers;

/// <summary>The command line of a prover.</summary>
internal static class ProverCommand
{
    /// <summary>What it is called.</summary>
    public const string ChildName = "prover";

    /// <summary>Name of the hidden command below <c>proofs</c>, and of its flags.</summary>
    public const string ServeName = "serve", ParametersFlag = "--params", ThreadsFlag = "--threads";

    /// <summary>This program itself as a prover.</summary>
    /// <param name="parameters">Folder of the parameters.</param>
    /// <param name="threads">Threads; 0 for one per core.</param>
    /// <param name="policy">What computes that a GPU can compute.</param>
    public static ChildProgram Of(string parameters, int threads, GpuPolicy policy) => ChildProgram.OfThisProcess(ChildName,
        "proofs", ServeName, ParametersFlag, parameters, ThreadsFlag, threads.ToString(CultureInfo.InvariantCulture),
        GpuPolicySetting.Flag, GpuPolicySetting.WordOf(policy));

    /// <summary>The same without GPUs.</summary>
    public static ChildProgram WithoutGpus(ChildProgram program) =>
        program with { Variables = new Dictionary<string, string>(program.Variables) { [BackendChoice.NoGpuVariable] = "true" } };
}
