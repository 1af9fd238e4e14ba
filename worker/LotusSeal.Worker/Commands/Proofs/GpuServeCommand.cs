using System.CommandLine;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Gpus;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs serve-gpu</c>: works on GPUs for a worker, which starts it and talks to it over its standard streams.</summary>
internal static class GpuServeCommand
{
    /// <summary>Makes the command, which no person needs.</summary>
    public static Command Create(CommandContext context)
    {
        Command command = new(GpuCommand.ServeName, "work on GPUs for the worker that started this") { Hidden = true };
        TextSetting<int> threads = new(GpuCommand.ThreadsFlag, Values.Integer(0, 1024), 0, "threads; 0 means one per core", valueName: "N");
        TextSetting<int> rows = new(GpuCommand.RowsFlag, Values.Integer(0, SealingOptions.DefaultRowsToDiscard), SealingOptions.DefaultRowsToDiscard,
            "rows above the leaves that tree-r-last lacks", valueName: "N");
        command.Add(threads.Option);
        command.Add(rows.Option);
        command.SetAction((result, _) =>
        {
            SealingOptions options = new()
            {
                Threads = BackendChoice.Threads(threads.Value(result, context)),
                RowsToDiscard = rows.Value(result, context),
                Warning = context.Error.WriteLine,
                Note = context.Error.WriteLine,
            };
            using DriverWatch watch = new(DriverWatch.LongestSilence, TimeProvider.System, ChildLife.End);
            using GpuHandler handler = new(options, watch);
            ChildLife.Serve(ChildLife.Begin(), handler);
            return Task.FromResult(0);
        });
        return command;
    }
}
