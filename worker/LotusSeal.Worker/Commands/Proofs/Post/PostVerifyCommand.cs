using System.CommandLine;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Proving.Verification;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs.Post;

/// <summary><c>proofs post verify</c>: whether proofs prove that sectors are stored; it ends as <see cref="VerificationReport"/> says.</summary>
internal static class PostVerifyCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        PostFlags flags = new();
        Option<string[]> sectors = PostFlags.Many("--sector", "sectors with their commitments, in any order", "N:COMMR");
        Option<string[]> proofs = PostFlags.Many("--proof", "the proofs of all partitions in order, 192 bytes each", "HEX");
        TextSetting<string> folder = ParameterFlags.Folder("--params", "folder of the verifying key");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("verify", "whether a proof of spacetime holds; exit code 0: yes, 1: no, 2: it cannot be told");
        flags.AddTo(command);
        foreach (Option option in new[] { sectors, proofs, folder.Option, json.Option }) command.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            RegisteredPoStProof type = flags.Type(result, context);
            Digest randomness = flags.Randomness(result, context);
            IReadOnlyList<ReplicaClaim> claims = PostFlags.Read(result, sectors, Claim);
            byte[] bytes = [.. PostFlags.Read(result, proofs, text => Values.Bytes(text)!).SelectMany(proof => proof)];
            ParameterFolder parameters = new(context.ExpandPath(folder.Value(result, context)));
            VerificationReport report = await Verification.WithKeyAsync(context, parameters, PostCircuit.FileName(type),
                (key, backend) => new PostVerifier(key, type, backend), verifier => verifier.Verify(randomness, claims, bytes), cancellationToken);
            return await report.PrintAsync(context, json.Value(result, context));
        });
        return command;
    }

    private static ReplicaClaim Claim(string text) => text.Split(':') is [string number, string commR]
        ? new ReplicaClaim(Values.Number(number)!.Value, new CommR(Values.Digest(commR)!.Value))
        : throw new FormatException($"'{text}' is not a sector number and its commitment, as 7:HEX.");
}
