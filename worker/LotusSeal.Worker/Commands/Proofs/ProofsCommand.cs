using System.CommandLine;
using LotusSeal.Worker.Commands.Proofs.Post;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs</c>: sealing without a miner, on files.</summary>
internal static class ProofsCommand
{
    /// <summary>Makes the command with its sub-commands.</summary>
    public static Command Create(CommandContext context)
    {
        Command proofs = new("proofs", "seal, check and unseal sectors on files, without a miner");
        proofs.Add(SealCommand.Create(context));
        foreach (Command step in StepCommands.Create(context)) proofs.Add(step);
        proofs.Add(C2Command.Create(context));
        proofs.Add(VerifyCommand.Create(context));
        foreach (Command aggregates in AggregateCommands.Create(context)) proofs.Add(aggregates);
        proofs.Add(PostCommand.Create(context));
        proofs.Add(UnsealCommand.Create(context));
        proofs.Add(UpdateCommands.Create(context));
        proofs.Add(ParentsCommand.Create(context));
        proofs.Add(ParamsCommand.Create(context));
        proofs.Add(ServeCommand.Create(context));
        proofs.Add(GpuServeCommand.Create(context));
        return proofs;
    }
}
