using System.CommandLine;
using System.Text.Json;
using LotusSeal.Groth16.Keys;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Text;
using LotusSeal.Primitives;
using LotusSeal.Proving.Keys;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs params generate</c>: parameters for a development network, whose maker could prove what is false.</summary>
internal static class GenerateParametersCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        TextSetting<RegisteredSealProof?> seal = new("--proof-type", ProofTypes.Seal, null,
            "seal proof whose circuit it is, by name or number; all versions of a size have the same", valueName: "TYPE");
        TextSetting<RegisteredPoStProof?> post = new("--post-proof-type", ProofTypes.PoSt, null,
            "proof of spacetime in place of it, by name or number", valueName: "TYPE");
        TextSetting<RegisteredSealProof?> update = new("--update-proof-type", ProofTypes.Update, null,
            "proof of an update in place of it, by name or number, for instance StackedDrg32GiBV1", valueName: "TYPE");
        TextSetting<string?> phrase = new("--insecure-secrets", Values.Text, null,
            "take the secrets from a phrase, so that everybody can make the same files; porep-vector is that of the test vectors", valueName: "TEXT");
        TextSetting<string> folder = ParameterFlags.Folder("--dir", "where the files belong");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("generate", "make parameters of a circuit, for development networks only; the network's files are never replaced");
        foreach (Option option in new[] { seal.Option, post.Option, update.Option, phrase.Option, folder.Option, json.Option }) command.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            CircuitKey circuit = Circuit(seal.Value(result, context), update.Value(result, context), post.Value(result, context));
            string path = Path.GetFullPath(context.ExpandPath(folder.Value(result, context)));
            ParameterFolder files = new(path);
            RequireRoom(path, files, circuit);
            string? secrets = phrase.Value(result, context);
            await context.Error.WriteLineAsync("warning: " + (secrets is null
                ? "whoever made these parameters, or looked into this process, can prove what is false: for development networks only"
                : "everybody can make these secrets again and prove what is false: for tests only"));
            using ProverArithmetic arithmetic = ProverArithmetic.OfProcessor(0, reason => context.Error.WriteLine($"warning: {reason}"));
            (_, double seconds) = await new StepProgress(context).WatchAsync("params", async meter =>
            {
                await files.GenerateAsync(circuit, secrets is null ? Secrets.Random() : Secrets.OfPhrase(secrets), meter, arithmetic.Backend,
                    cancellationToken);
                return true;
            }, cancellationToken);
            ParametersReport report = new(files.PathOf(circuit.Name + ParameterFolder.ParametersSuffix),
                files.PathOf(circuit.Name + ParameterFolder.KeySuffix), seconds);
            await context.Output.WriteLineAsync(json.Value(result, context)
                ? JsonSerializer.Serialize(report, SectorJson.Types.ParametersReport)
                : FormattableString.Invariant($"{report.Params} and its .vk, in {report.Seconds:F3} s"));
            return 0;
        });
        return command;
    }

    private static CircuitKey Circuit(RegisteredSealProof? seal, RegisteredSealProof? update, RegisteredPoStProof? post)
    {
        return (seal, update, post) switch
        {
            ({ } proof, null, null) => CircuitKey.OfSeal(PoRepConfig.ForProof(proof)),
            (null, { } proof, null) => CircuitKey.OfUpdate(PoRepConfig.ForProof(proof)),
            (null, null, { } proof) => CircuitKey.OfPost(proof),
            (null, null, null) => throw new UsageException("--proof-type is missing (or give --update-proof-type or --post-proof-type)."),
            _ => throw new UsageException("--proof-type, --update-proof-type and --post-proof-type: only one of them."),
        };
    }

    /// <summary>Makes the folder, and leaves alone what is there: by the name it may be the network's, of many gigabytes.</summary>
    private static void RequireRoom(string path, ParameterFolder files, CircuitKey circuit)
    {
        if (Path.GetDirectoryName(path) is { } parent && !Directory.Exists(parent))
            throw new CommandException($"--dir: '{path}' cannot be made: '{parent}' is not there.");
        Directory.CreateDirectory(path);
        foreach (string suffix in (string[])[ParameterFolder.ParametersSuffix, ParameterFolder.KeySuffix])
        {
            if (files.PathOf(circuit.Name + suffix) is var file && File.Exists(file))
                throw new CommandException($"'{file}' is there already; delete it, or give another --dir.");
        }

        // Hours of points would end in a full disk.
        long needed = circuit.Size.ParametersLength + circuit.Size.KeyLength, free = new DriveInfo(path).AvailableFreeSpace;
        if (free < needed)
            throw new CommandException($"--dir: the files take {SizeText.Format(needed)}, '{path}' has {SizeText.Format(free)} free.");
    }
}

/// <summary>What <c>proofs params generate</c> prints.</summary>
/// <param name="Params">Path of the parameters.</param>
/// <param name="Vk">Path of the key that proofs are verified with.</param>
/// <param name="Seconds">How long it took.</param>
internal sealed record ParametersReport(string Params, string Vk, double Seconds);
