using System.CommandLine;
using LotusSeal.Groth16.Aggregation;
using LotusSeal.Groth16.Proving;
using LotusSeal.Hosting;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using LotusSeal.Proving;
using LotusSeal.Proving.Commit2;
using LotusSeal.Proving.Keys;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.VanillaProofs;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs c2</c>: the proof of a sector, from a Commit1 output.</summary>
internal static class C2Command
{
    /// <summary>A larger file is no Commit1 output; that of 32 GiB has 50 MB.</summary>
    private const long MaxOutputLength = 512L << 20;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        ShapeFlags shape = new();
        TextSetting<string?> c1 = new("--c1", Values.Text, null, "Commit1 output, by this or another program", valueName: "FILE");
        TextSetting<ulong?> miner = new("--miner", Values.Miner, null, "the miner's actor id", valueName: "N");
        TextSetting<Digest?> proverId = new("--prover-id", Values.Digest, null, "32-byte prover id in place of --miner", valueName: "HEX");
        TextSetting<ulong?> sector = new("--sector", Values.Number, null, "sector number", valueName: "N");
        TextSetting<string> folder = ParameterFlags.Folder("--params", "folder of the parameters");
        BlindingFlags known = new();
        GpuPolicySetting policy = new();
        SwitchSetting json = FolderFlag.Json();
        Command command = new("c2", "Commit2: the proof of a sector, 192 bytes a partition, verified before it is printed");
        foreach (Option option in new[] { c1.Option, miner.Option, proverId.Option, sector.Option, folder.Option, policy.Option, json.Option })
            command.Add(option);
        known.AddTo(command);
        shape.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            string file = FolderFlag.Required(c1.Value(result, context), "--c1");
            ulong number = FolderFlag.Required(sector.Value(result, context), "--sector");
            Digest prover = Prover(miner.Value(result, context), proverId.Value(result, context));
            Func<Blinding>? blinding = known.Read(result, context);
            GpuPolicy gpus = policy.Read(result, context);
            byte[] output = await ReadAsync(file, cancellationToken);
            PoRepConfig config = shape.Read(result, context) ?? ConfigOf(file, output);
            ParameterFolder parameters = new(context.ExpandPath(folder.Value(result, context)));
            byte[] proof = await ProveAsync(new OfflineProof(context, parameters, gpus), parameters,
                new SealIdentity(config, prover, number), output, blinding, cancellationToken);
            await ProofReport.PrintAsync(context.Output, proof, json.Value(result, context));
            return 0;
        });
        return command;
    }

    private static Task<byte[]> ProveAsync(OfflineProof offline, ParameterFolder folder, SealIdentity sector, byte[] output,
        Func<Blinding>? blinding, CancellationToken cancellationToken)
    {
        PoRepConfig config = sector.Config;
        AggregationKey? aggregation = offline.Open(AggregationKeyFile.Name, () => AggregationKeyFile.OpenForSector(folder, config));
        return offline.MakeAsync("c2", ProofNeeds.OfSeal(config), arithmetic => folder.OpenSeal(config, arithmetic.First, arithmetic.Second),
            (stored, arithmetic, meter) => new SealProver(stored.Parameters, config, arithmetic.Backend, aggregation)
                .Prove(sector, output, blinding, meter, cancellationToken), cancellationToken);
    }

    private static Digest Prover(ulong? miner, Digest? proverId) => (miner, proverId) switch
    {
        (null, null) => throw new UsageException("--miner is missing (or give --prover-id)."),
        ({ } actor, null) => ProverId.FromMiner(actor),
        (null, { } id) => id,
        _ => throw new UsageException("--prover-id: not together with --miner."),
    };

    private static async Task<byte[]> ReadAsync(string file, CancellationToken cancellationToken)
    {
        long length = FileTarget.Of(file).Length;
        if (length > MaxOutputLength) throw new CommandException($"--c1: '{file}' has {length} bytes, more than any Commit1 output.");
        return await File.ReadAllBytesAsync(file, cancellationToken);
    }

    private static PoRepConfig ConfigOf(string file, byte[] output) => PoRepConfig.ForProof(Commit1OutputJson.RegisteredProofOf(output)
        ?? throw new UsageException($"--proof-type is missing: '{file}' does not say which it is."));
}
