using System.CommandLine;
using LotusSeal.Proving.Keys;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs serve</c>: the prover of a worker, which starts it and talks to it over its standard streams.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command, which no person needs.</summary>
    public static Command Create(CommandContext context)
    {
        TextSetting<string> folder = ParameterFlags.Folder(ProverProgram.ParametersFlag, "folder of the parameters");
        Command command = new(ProverProgram.ServeName, "make proofs for the worker that started this") { Hidden = true };
        command.Add(folder.Option);
        command.SetAction((result, _) =>
        {
            using Commit2Handler commit2 = new(new ParameterFolder(folder.Value(result, context)));
            ProverLife.Run(new ProofHandler(commit2));
            return Task.FromResult(0);
        });
        return command;
    }
}
