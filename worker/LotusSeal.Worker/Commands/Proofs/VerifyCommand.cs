using System.CommandLine;
using System.Text.Json;
using LotusSeal.Groth16.Keys;
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
    private const int Valid = 0, Invalid = 1, Unknown = 2;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        SectorFlags sectorFlags = new();
        TextSetting<Digest?> commR = new("--comm-r", Values.Digest, null, "commitment to the replica", valueName: "HEX");
        TextSetting<Digest?> commD = new("--comm-d", Values.Digest, null, "commitment to the data", valueName: "HEX");
        TextSetting<SealTicket?> ticket = new("--ticket", Values.Ticket, null, "32 bytes", valueName: "HEX");
        TextSetting<InteractiveSeed?> seed = new("--seed", Values.Seed, null, "32 bytes", valueName: "HEX");
        TextSetting<byte[]?> proof = new("--proof", Values.Bytes, null, "192 bytes a partition", valueName: "HEX");
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
            string name = SealCircuit.FileName(identity.Config) + ParameterFolder.KeySuffix;
            string path = new ParameterFolder(context.ExpandPath(folder.Value(result, context))).PathOf(name);
            SealVerifier verifier;
            try
            {
                byte[] key = await File.ReadAllBytesAsync(path, cancellationToken);
                if (!PublishedParameters.IsPublished(name, key))
                    await context.Error.WriteLineAsync($"warning: '{path}' is not the key of the network: what it accepts proves nothing to anybody");
                verifier = new SealVerifier(VerifyingKey.Read(key, out _), identity.Config);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or FormatException)
            {
                return await TellAsync(context, Unknown, $"the verifying key '{path}' cannot be used: {error.Message}");
            }

            (int code, string? reason) = Verify(verifier, identity, statement, bytes);
            if (json.Value(result, context))
                await context.Output.WriteLineAsync(JsonSerializer.Serialize(
                    new VerificationReport(code switch { Valid => true, Invalid => false, _ => null }, reason), SectorJson.Types.VerificationReport));
            else if (code == Valid)
                await context.Output.WriteLineAsync("the proof holds");
            return code == Valid ? Valid : await TellAsync(context, code, reason!);
        });
        return command;
    }

    private static (int Code, string? Reason) Verify(SealVerifier verifier, SealIdentity sector, SealStatement statement, byte[] proof)
    {
        try
        {
            return verifier.Verify(sector, statement, proof) ? (Valid, null) : (Invalid, "the proof does not hold");
        }
        catch (FormatException error)
        {
            return (Invalid, error.Message);
        }
        catch (SealingException error)
        {
            return (Unknown, error.Message);
        }
    }

    private static async Task<int> TellAsync(CommandContext context, int code, string reason)
    {
        await context.Error.WriteLineAsync($"error: {reason}");
        return code;
    }
}
