using System.CommandLine;
using System.Text.Json;
using LotusSeal.Hosting;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Phases;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs parents</c>: the parents file of a graph.</summary>
internal static class ParentsCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        ShapeFlags shape = new();
        SealerFlags sealerFlags = new();
        TextSetting<string?> output = new("--out", Values.Text, null,
            "file that receives nodes × 14 little-endian u32 (default: the one of that graph in --parents-cache)", valueName: "FILE");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("parents", "write the parents of all nodes of a graph");
        shape.AddTo(command);
        command.Add(output.Option);
        command.Add(json.Option);
        sealerFlags.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            PoRepConfig config = shape.Read(result, context) ?? throw new UsageException("--proof-type is missing.");
            SealerSettings settings = sealerFlags.Read(result, context);
            string file = output.Value(result, context) ?? (settings.ParentsCache is { } folder
                ? Path.Join(folder, SectorGraph.ParentsFileName(SectorGraph.SeedsOf(config)))
                : throw new UsageException("--out or --parents-cache is missing."));
            if (Directory.Exists(file)) throw new UsageException($"--out: '{file}' is a folder, not a file.");
            ISectorSealer sealer = context.CreateSealer(settings);
            (_, double seconds) = await new StepProgress(context).WatchAsync("parents", async meter =>
            {
                await sealer.WriteParentsAsync(config, file, meter, cancellationToken);
                return true;
            }, cancellationToken);
            ParentsReport report = new(Path.GetFullPath(file), (ulong)new FileInfo(file).Length, seconds);
            if (json.Value(result, context))
                await context.Output.WriteLineAsync(JsonSerializer.Serialize(report, SectorJson.Types.ParentsReport));
            else await context.Output.WriteLineAsync(FormattableString.Invariant($"{report.File}: {report.Bytes} bytes in {report.Seconds:F3} s"));
            return 0;
        });
        return command;
    }
}

/// <summary>What <c>proofs parents</c> prints.</summary>
internal sealed record ParentsReport(string File, ulong Bytes, double Seconds);
