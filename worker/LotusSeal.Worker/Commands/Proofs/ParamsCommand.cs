using System.CommandLine;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs params</c>: the files that proofs are made and verified with.</summary>
internal static class ParamsCommand
{
    /// <summary>Makes the command with its sub-commands.</summary>
    public static Command Create(CommandContext context)
    {
        Command command = new("params", "parameters of proofs: fetch, look at, check, and make for development networks");
        command.Add(FetchParametersCommand.Create(context, "fetch"));
        command.Add(ListParametersCommand.Create(context));
        command.Add(CheckParametersCommand.Create(context));
        command.Add(GenerateParametersCommand.Create(context));
        return command;
    }
}
