using System.CommandLine;
using System.Text.Json;
using LotusSeal.Cuda;
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
    /// <summary>8 MiB, 512 MiB, and a base tree of a sector of 32 GiB, of which the processor would compute for minutes.</summary>
    private const ulong SmallSector = 1UL << 18, LargeSector = 1UL << 24, LargeTree = 1UL << 27;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        TextSetting<int> threads = new("--threads", Values.Integer(0, 1024), 0, "threads of the host; 0 means one per core (default: 0)",
            valueName: "N");
        SwitchSetting quick = new("--quick", false, "known answers, rates and 8 MiB only");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("gpu-check", "compute known answers on each GPU and measure hashes and PreCommit2");
        foreach (Option option in new[] { threads.Option, quick.Option, json.Option }) command.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            if (!CudaSealingBackend.TryCreate(out IReadOnlyList<CudaSealingBackend> gpus, out string? reason))
                throw new CommandException($"no GPU can be used: {reason}");
            SealingBackend processor = NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _) ? native : new ManagedSealingBackend();
            GpuChecker checker = new(BackendChoice.Threads(threads.Value(result, context)), context.Error.WriteLine);
            List<GpuCheckReport> reports = [];
            foreach (CudaSealingBackend gpu in gpus)
            {
                using (gpu) reports.Add(checker.Run(gpu, processor, Sectors(quick.Value(result, context)), cancellationToken));
            }
            await context.Output.WriteAsync(json.Value(result, context)
                ? JsonSerializer.Serialize(reports, GpuCheckJsonContext.Default.ListGpuCheckReport) + "\n"
                : string.Concat(reports.Select(GpuCheckText.Write)));
            return reports.All(report => report.IsRight) ? 0 : ProgramCommandLine.Failure;
        });
        return command;
    }

    private static GeneratedShape[] Sectors(bool quick) =>
    [
        new(SmallSector, Layers: 2, Compare: true),
        new(SmallSector, Layers: 11, Compare: true),
        .. quick ? [] : (GeneratedShape[])
        [
            new(LargeSector, Layers: 2, Compare: true), new(LargeSector, Layers: 11, Compare: true), new(LargeTree, Layers: 11, Compare: false),
        ],
    ];
}
