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
        GpuPolicySetting policy = new();
        command.Add(threads.Option);
        command.Add(policy.Option);
        command.SetAction((result, _) =>
        {
            MessageChannel channel = ChildLife.Begin();
            Action<string> say = context.Error.WriteLine;
            // A worker that requires a GPU starts provers without, too, for proofs of spacetime.
            using ProverArithmetic arithmetic = ProverArithmetic.Choose(threads.Value(result, context), policy.ReadAlone(result, context), say, say,
                ChildLife.End, channel.TryWrite);
            context.Error.WriteLine($"computes with {arithmetic.Spacetime.Name}");
            ParameterFolder parameters = new(folder.Value(result, context));
            using Commit2Handler commit2 = new(parameters, arithmetic);
            using ReplicaUpdateHandler update = new(parameters, arithmetic);
            using SpacetimeHandler post = new(parameters, arithmetic);
            ChildLife.Serve(channel, new ProofHandler(commit2, update, post), () => arithmetic.Spacetime.Name, arithmetic.Leave);
            return Task.FromResult(0);
        });
        return command;
    }
}
