using System.CommandLine;
using System.Text.Json;
using LotusSeal.Cuda;
using LotusSeal.Groth16.Backends;
using LotusSeal.Hosting;
using LotusSeal.Native;
using LotusSeal.Sealing.Backends;
using LotusSeal.Worker.Commands.Proofs;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary><c>gpu-check</c>: proves the GPUs of this machine and measures them, without any file.</summary>
internal static class GpuCheckCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        TextSetting<int> threads = new("--threads", Values.Integer(0, 1024), 0, "threads of the host; 0 means one per core (default: 0)",
            valueName: "N");
        SwitchSetting quick = new("--quick", false, "known answers, rates, 8 MiB and small sums only");
        SwitchSetting proofs = new("--proofs", false, "no PreCommit2 and no updates: rates, sums, quotients and Commit2");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("gpu-check", "compute known answers on each GPU and measure hashes, PreCommit2, updates and the sums of Commit2");
        foreach (Option option in new[] { threads.Option, quick.Option, proofs.Option, json.Option }) command.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!CudaSealingBackend.TryCreate(out IReadOnlyList<CudaSealingBackend> gpus, out string? reason))
                throw new CommandException($"no GPU can be used: {reason}");
            SealingBackend processor = NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _) ? native : new ManagedSealingBackend();
            IProverBackend prover = ProverArithmetic.OfProcessor(threads.Value(result, context), context.Error.WriteLine).Backend;
            GpuChecker checker = new(BackendChoice.Threads(threads.Value(result, context)), context.Error.WriteLine);
            List<GpuCheckReport> reports = [];
            foreach (CudaSealingBackend gpu in gpus)
            {
                using (gpu) reports.Add(checker.Run(gpu, processor, prover,
                    new GpuCheckScope(quick.Value(result, context), proofs.Value(result, context)), cancellationToken));
            }
            await context.Output.WriteAsync(json.Value(result, context)
                ? JsonSerializer.Serialize(reports, GpuCheckJsonContext.Default.ListGpuCheckReport) + "\n"
                : string.Concat(reports.Select(GpuCheckText.Write)));
            return reports.All(report => report.IsRight) ? 0 : ProgramCommandLine.Failure;
        });
        return command;
    }
}
