using System.CommandLine;
using LotusSeal.DevMiner.Faults;

namespace LotusSeal.DevMiner.Commands;

/// <summary>Commands that make the miner misbehave.</summary>
internal static class FaultCommands
{
    public static Command Fault(CommandConsole console)
    {
        Argument<FaultKind> kind = new("KIND") { Description = "Drop, LoseReply, Error or Delay." };
        Argument<string> method = new("METHOD") { Description = "Method name without prefix, or * for every method." };
        Option<int> count = new("--count") { Description = "How many calls it hits, -1 for all.", DefaultValueFactory = _ => 1 };
        Option<int> delay = new("--delay") { Description = "Milliseconds, for Delay.", DefaultValueFactory = _ => 1000 };
        Option<string> message = new("--message") { Description = "Text, for Error.", DefaultValueFactory = _ => "injected fault" };
        Option<int> milliseconds = new("--for") { Description = "Milliseconds.", DefaultValueFactory = _ => 5000 };
        return new Command("fault", "Make the miner misbehave.")
        {
            console.Define("set", "Let calls of a method fail.", (parse, miner, stop) => miner.Dev.DevFaultSetAsync(
                parse.GetValue(kind).ToString(), parse.GetValue(method)!, parse.GetValue(count), parse.GetValue(delay),
                parse.GetValue(message)!, stop),
                kind, method, count, delay, message),
            console.Define("clear", "Take all faults back.", (_, miner, stop) => miner.Dev.DevFaultClearAsync(stop)),
            console.Define("list", "Show the faults in force.", async (_, miner, stop) =>
            {
                foreach (string line in await miner.Dev.DevFaultListAsync(stop) ?? []) await console.Output.WriteLineAsync(line);
            }),
            console.Define("cut", "Cut all connections and refuse new ones for a while.", (parse, miner, stop) =>
                miner.Dev.DevFaultCutAsync(parse.GetValue(milliseconds), stop), milliseconds),
            console.Define("restart", "Restart the miner, down for a while.", (parse, miner, stop) =>
                miner.Dev.DevFaultRestartAsync(parse.GetValue(milliseconds), stop), milliseconds),
        };
    }
}
