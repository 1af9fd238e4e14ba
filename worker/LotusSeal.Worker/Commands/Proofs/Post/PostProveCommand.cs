using System.CommandLine;
using System.Text.Json;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Verification;
using LotusSeal.Primitives;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Sealing.VanillaProofs;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs.Post;

/// <summary><c>proofs post prove</c>: proofs of vanilla proofs, one for each partition.</summary>
internal static class PostProveCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        PostFlags flags = new();
        Option<string[]> vanilla = PostFlags.Many("--vanilla", "vanilla proofs, one sector a file, in any order", "FILE");
        BlindingFlags known = new();
        GpuPolicySetting policy = new();
        TextSetting<string> folder = ParameterFlags.Folder("--params", "folder of the parameters");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("prove", "prove that sectors are stored; the proofs are verified before they are printed");
        flags.AddTo(command);
        foreach (Option option in new[] { vanilla, folder.Option, policy.Option, json.Option }) command.Add(option);
        known.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            RegisteredPoStProof type = flags.Type(result, context);
            Digest randomness = flags.Randomness(result, context);
            Func<Blinding>? blinding = known.Read(result, context);
            GpuPolicy gpus = policy.Read(result, context);
            RequiredGpu.Check(gpus);
            IReadOnlyList<string> files = PostFlags.Read(result, vanilla, context.ExpandPath);
            PostSectorProof[] sectors = [.. files.Select(file => Read(type, file))];
            (byte[] proofs, _) = await new StepProgress(context).WatchAsync("prove", meter =>
            {
                using ProverArithmetic arithmetic = ProverArithmetic.Choose(0, gpus, reason => context.Error.WriteLine($"warning: {reason}"));
                using StoredParameters stored = Open(new ParameterFolder(context.ExpandPath(folder.Value(result, context))), type, arithmetic);
                PostProver prover = new(stored.Parameters, type, arithmetic.Backend);
                return Task.FromResult(prover.Prove(randomness, sectors, blinding, meter, cancellationToken));
            }, cancellationToken);
            PostProofReport report = new([.. proofs.Chunk(Proof.Size).Select(Convert.ToHexStringLower)]);
            if (json.Value(result, context))
                await context.Output.WriteLineAsync(JsonSerializer.Serialize(report, SectorJson.Types.PostProofReport));
            else
                foreach (string proof in report.Proofs) await context.Output.WriteLineAsync(proof);
            return 0;
        });
        return command;
    }

    private static StoredParameters Open(ParameterFolder folder, RegisteredPoStProof type, ProverArithmetic arithmetic)
    {
        try
        {
            return folder.OpenPost(type, arithmetic.First, arithmetic.Second);
        }
        catch (Exception e) when (e is SealingException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"the parameters cannot be used: {e.Message}", e);
        }
    }

    private static PostSectorProof Read(RegisteredPoStProof type, string file)
    {
        try
        {
            return PostProofFormat.Read(type.SectorShape(), File.ReadAllBytes(file));
        }
        catch (Exception e) when (e is SealingException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"--vanilla '{file}': {e.Message}", e);
        }
    }
}

/// <summary>What <c>proofs post prove --json</c> prints.</summary>
/// <param name="Proofs">A proof for each partition, hexadecimal.</param>
internal sealed record PostProofReport(IReadOnlyList<string> Proofs);
