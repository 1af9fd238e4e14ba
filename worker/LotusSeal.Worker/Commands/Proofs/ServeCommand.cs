using System.CommandLine;
using LotusSeal.Proving.Keys;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs serve</c>: the prover of a worker, which starts it and talks to it over its standard streams.</summary>
internal static class ServeCommand
{
    /// <summary>Makes the command, which no person needs.</summary>
    public static Command Create(CommandContext context)
    {
        TextSetting<string> folder = ParameterFlags.Folder(ProverCommand.ParametersFlag, "folder of the parameters");
        Command command = new(ProverCommand.ServeName, "make proofs for the worker that started this") { Hidden = true };
        TextSetting<int> threads = new(ProverCommand.ThreadsFlag, Values.Integer(0, 1024), 0, "threads; 0 means one per core", valueName: "N");
        command.Add(folder.Option);
        command.Add(threads.Option);
        command.SetAction((result, _) =>
        {
            Action<string> say = context.Error.WriteLine;
            using ProverArithmetic arithmetic = ProverArithmetic.Choose(threads.Value(result, context), say, say, ChildLife.End);
            context.Error.WriteLine($"computes with {arithmetic.Backend.Name}");
            ParameterFolder parameters = new(folder.Value(result, context));
            using Commit2Handler commit2 = new(parameters, arithmetic);
            using ReplicaUpdateHandler update = new(parameters, arithmetic);
            using SpacetimeHandler post = new(parameters, arithmetic);
            ChildLife.Run(new ProofHandler(commit2, update, post), () => arithmetic.Backend.Name);
            return Task.FromResult(0);
        });
        return command;
    }
}
