using System.CommandLine;
using LotusSeal.DevMiner.Spacetime;
using LotusSeal.DevMiner.Text;

namespace LotusSeal.DevMiner.Commands;

/// <summary>Commands about proofs of spacetime.</summary>
internal static class ProvingCommands
{
    public static Command Proving(CommandConsole console) => new("proving", "Show and make proofs that the sectors are kept.")
    {
        console.Define("list", "The last windows and what became of them.", async (_, miner, stop) =>
            await console.Output.WriteAsync(WindowsText.List(await miner.Dev.DevWindowListAsync(stop) ?? []))),
        console.Define("window", "Open a window now and have all sectors proved.", async (_, miner, stop) =>
        {
            WindowRecord window = await miner.Dev.DevWindowProveAsync(stop);
            if (window.Error.Length > 0) throw new InvalidDataException($"Window {window.Number} was not proved: {window.Error}");
            await console.Output.WriteLineAsync($"Window {window.Number}: {WindowsText.Outcome(window)}");
        }),
        console.Define("winning", "Have a winning proof made of a sector that is drawn.", async (_, miner, stop) =>
        {
            WinningReport report = await miner.Dev.DevWinningProveAsync(stop);
            await console.Output.WriteLineAsync(
                $"Sector {report.Sector}: winning proof of {report.Bytes} bytes, {WindowsText.Verdict(report.Verified)}");
        }),
    };
}
