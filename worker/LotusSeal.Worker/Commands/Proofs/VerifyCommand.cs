using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs verify</c>: whether a proof proves that a sector is sealed. Exit code 0: it does; 1: it does not; 2: nobody can tell.</summary>
internal static class VerifyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        SectorFlags sectorFlags = new();
        TextSetting<Digest?> commR = new("--comm-r", Values.Digest, null, "commitment to the replica", valueName: "HEX");
        TextSetting<Digest?> commD = new("--comm-d", Values.Digest, null, "commitment to the data", valueName: "HEX");
        TextSetting<SealTicket?> ticket = new("--ticket", Values.Ticket, null, "32 bytes", valueName: "HEX");
        TextSetting<InteractiveSeed?> seed = new("--seed", Values.Seed, null, "32 bytes", valueName: "HEX");
        TextSetting<byte[]?> proof = new("--proof", Values.Bytes, null,
            "192 bytes a partition; the aggregate of a non-interactive sector", valueName: "HEX");
        TextSetting<string> folder = ParameterFlags.Folder("--params", "folder of the verifying key");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("verify", "whether a proof of replication holds; exit code 0: yes, 1: no, 2: it cannot be told");
        sectorFlags.AddTo(command);
        foreach (Option option in new[] { commR.Option, commD.Option, ticket.Option, seed.Option, proof.Option, folder.Option, json.Option })
            command.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            OfflineSectorState sector = sectorFlags.Read(result, context) ?? throw new UsageException("--proof-type is missing.");
            SealStatement statement = new(
                new SealCommitments(
                    new CommR(FolderFlag.Required(commR.Value(result, context), "--comm-r")),
                    new CommD(FolderFlag.Required(commD.Value(result, context), "--comm-d"))),
                FolderFlag.Required(ticket.Value(result, context), "--ticket"), FolderFlag.Required(seed.Value(result, context), "--seed"));
            byte[] bytes = proof.Value(result, context) ?? throw new UsageException("--proof is missing.");
            SealIdentity identity = sector.Identity();
            ParameterFolder parameters = new(context.ExpandPath(folder.Value(result, context)));
            VerificationReport report = await Verification.WithKeyAsync(context, parameters, SealCircuit.FileName(identity.Config),
                (key, backend) => new SealVerifier(key, identity.Config, AggregationKeyFile.OpenForSector(parameters, identity.Config), backend),
                verifier => verifier.Verify(identity, statement, bytes), cancellationToken);
            return await report.PrintAsync(context, json.Value(result, context));
        });
        return command;
    }
}
