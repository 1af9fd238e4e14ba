using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Updates;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs update verify</c>: whether a proof proves an update. Exit code 0: it does; 1: it does not; 2: nobody can tell.</summary>
internal static class UpdateVerifyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        ShapeFlags shape = new();
        TextSetting<Digest?> oldCommR = new("--old-comm-r", Values.Digest, null, "commitment to the sealed replica", valueName: "HEX");
        TextSetting<Digest?> commR = new("--comm-r", Values.Digest, null, "commitment to the updated replica", valueName: "HEX");
        TextSetting<Digest?> commD = new("--comm-d", Values.Digest, null, "commitment to the new data", valueName: "HEX");
        TextSetting<byte[]?> proof = new("--proof", Values.Bytes, null, "192 bytes a partition", valueName: "HEX");
        TextSetting<string> folder = ParameterFlags.Folder("--params", "folder of the verifying key");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("verify", "whether a proof of an update holds; exit code 0: yes, 1: no, 2: it cannot be told");
        shape.AddTo(command);
        foreach (Option option in new[] { oldCommR.Option, commR.Option, commD.Option, proof.Option, folder.Option, json.Option })
            command.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            PoRepConfig config = shape.Read(result, context) ?? throw new UsageException("--proof-type is missing.");
            UpdateStatement statement = new(new CommR(FolderFlag.Required(oldCommR.Value(result, context), "--old-comm-r")),
                new SealCommitments(new CommR(FolderFlag.Required(commR.Value(result, context), "--comm-r")),
                    new CommD(FolderFlag.Required(commD.Value(result, context), "--comm-d"))));
            byte[] bytes = proof.Value(result, context) ?? throw new UsageException("--proof is missing.");
            ParameterFolder parameters = new(context.ExpandPath(folder.Value(result, context)));
            VerificationReport report = await Verification.WithKeyAsync(context, parameters, UpdateCircuit.FileName(config),
                (key, backend) => new UpdateVerifier(key, config, backend), verifier => verifier.Verify(statement, bytes), cancellationToken);
            return await report.PrintAsync(context, json.Value(result, context));
        });
        return command;
    }
}
