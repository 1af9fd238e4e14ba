using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>A command of a person who requires a GPU says at once that there is none.</summary>
internal static class RequiredGpu
{
    /// <summary>Passes where a GPU is there or not required.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static void Check(GpuPolicy policy)
    {
        if (policy == GpuPolicy.Require && BackendChoice.WhyNoGpu(policy, out _) is { } reason) throw Failed(reason);
    }

    /// <summary>The error for a machine whose GPUs cannot be used.</summary>
    /// <param name="faults">Why those that are there cannot.</param>
    public static CommandException Missing(string faults) =>
        Failed(BackendChoice.WhyNoGpu(GpuPolicy.Require, out _) ?? (faults.Length > 0 ? faults : "no GPU has given the known answers"));

    private static CommandException Failed(string reason) =>
        new($"{GpuPolicySetting.Flag} {GpuPolicySetting.WordOf(GpuPolicy.Require)}: {reason}");
}
