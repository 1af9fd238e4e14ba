using System.CommandLine;
using System.Text.Json.Nodes;
using LotusSeal.DevMiner.Api;
using LotusSeal.DevMiner.Text;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Commands;

/// <summary>Commands that start, show, unseal and prove sectors.</summary>
internal static class SectorCommands
{
    public static Command Pledge(CommandConsole console)
    {
        Option<int> count = new("--count") { Description = "How many sectors.", DefaultValueFactory = _ => 1 };
        return console.Define("pledge", "Start sectors of committed capacity.", async (parse, miner, stop) =>
        {
            if (parse.GetValue(count) < 1) throw new ArgumentException("--count must be at least 1.");
            for (int i = 0; i < parse.GetValue(count); i++)
            {
                SectorId sector = await miner.Admin.PledgeSectorAsync(stop);
                await console.Output.WriteLineAsync($"Created CC sector:  {sector.Number}");
            }
        }, count);
    }

    public static Command Seal(CommandConsole console)
    {
        Option<FileInfo[]> pieces = PieceOption();
        return console.Define("seal", "Start a sector with the data of files, fillers in between where alignment needs them.",
            async (parse, miner, stop) =>
        {
            FileInfo? missing = parse.GetValue(pieces)!.FirstOrDefault(file => !file.Exists);
            if (missing is not null) throw new IOException($"There is no file {missing}.");
            SectorId sector = await miner.Dev.DevSealFilesAsync([.. parse.GetValue(pieces)!.Select(file => file.FullName)], stop);
            await console.Output.WriteLineAsync($"Created sector:  {sector.Number}");
        }, pieces);
    }

    private static Option<FileInfo[]> PieceOption() => new("--piece")
    {
        Description = "File with the data of a piece; repeat for several.",
        Required = true,
        AllowMultipleArgumentsPerToken = true
    };

    public static Command Unseal(CommandConsole console)
    {
        Argument<ulong> number = new("SECTOR") { Description = "Sector number." };
        Option<string?> file = new("--out") { Description = "Where to write the data." };
        return console.Define("unseal", "Unseal a sector on a worker and check its data against CommD.", async (parse, miner, stop) =>
        {
            string? path = parse.GetValue(file) is { } given ? Path.GetFullPath(given) : null;
            UnsealReport report = await miner.Dev.DevUnsealAsync(parse.GetValue(number), path, stop);
            string written = report.File.Length > 0 ? $", written to {report.File}" : "";
            await console.Output.WriteLineAsync(
                $"Sector {parse.GetValue(number)}: {report.Bytes} bytes with CommD {report.CommD}, as sealed{written}");
        }, number, file);
    }

    public static Command Sectors(CommandConsole console)
    {
        Argument<ulong> number = new("SECTOR") { Description = "Sector number." };
        Option<FileInfo[]> pieces = PieceOption();
        Option<bool> log = new("--log") { Description = "Show the history." };
        return new Command("sectors", "Show and prove sectors.")
        {
            console.Define("list", "All sectors.", async (_, miner, stop) =>
            {
                List<JsonNode> all = [];
                foreach (ulong sector in await miner.Admin.SectorsListAsync(stop) ?? [])
                    all.Add(await miner.Admin.SectorsStatusAsync(sector, false, stop));
                await console.Output.WriteAsync(SectorsText.List(all));
            }),
            console.Define("status", "One sector.", async (parse, miner, stop) =>
                await console.Output.WriteAsync(SectorsText.Status(await miner.Admin.SectorsStatusAsync(parse.GetValue(number), false, stop),
                    parse.GetValue(log))),
                number, log),
            console.Define("snap-up", "Have a Proving sector of committed capacity take the data of files.", async (parse, miner, stop) =>
            {
                FileInfo? missing = parse.GetValue(pieces)!.FirstOrDefault(file => !file.Exists);
                if (missing is not null) throw new IOException($"There is no file {missing}.");
                await miner.Dev.DevSnapUpAsync(parse.GetValue(number), [.. parse.GetValue(pieces)!.Select(file => file.FullName)], stop);
                await console.Output.WriteLineAsync($"Sector {parse.GetValue(number)} takes data");
            }, number, pieces),
            console.Define("prove", "Have whoever keeps a sector prove it, and verify the vanilla proof.", async (parse, miner, stop) =>
            {
                ProveReport report = await miner.Dev.DevProveAsync(parse.GetValue(number), stop);
                await console.Output.WriteLineAsync($"Sector {parse.GetValue(number)}: {report.Challenges} challenges, "
                    + $"vanilla proof of {report.Bytes} bytes from {report.Url} holds");
            }, number),
        };
    }
}
