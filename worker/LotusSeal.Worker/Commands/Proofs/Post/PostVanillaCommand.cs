using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs.Post;

/// <summary><c>proofs post vanilla</c>: the vanilla proof of one sector from its files.</summary>
internal static class PostVanillaCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        PostFlags flags = new();
        SealerFlags sealerFlags = new();
        TextSetting<ulong?> number = new("--sector", Values.Number, null, "sector number", valueName: "N");
        TextSetting<Digest?> commR = new("--comm-r", Values.Digest, null, "commitment to the replica, of an update the new one", valueName: "HEX");
        TextSetting<string?> replica = new("--replica", Values.Text, null, "the sealed file, or that of an update", valueName: "FILE");
        TextSetting<string?> cache = new("--cache", Values.Text, null, "the folder with its p_aux and tree-r-last", valueName: "DIR");
        TextSetting<ulong[]> challenges = new("--challenges", Values.Numbers, [], "the nodes to open, separated by commas", valueName: "N,…");
        TextSetting<string?> output = new("--out", Values.Text, null, "file that receives the proof", valueName: "FILE");
        Command command = new("vanilla", "open challenged nodes of a sector's replica; nothing but --out is written");
        flags.AddTypeTo(command);
        foreach (Option option in new[] { number.Option, commR.Option, replica.Option, cache.Option, challenges.Option, output.Option })
            command.Add(option);
        sealerFlags.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            PostSector sector = new(flags.Type(result, context).SectorShape(), FolderFlag.Required(number.Value(result, context), "--sector"),
                new CommR(FolderFlag.Required(commR.Value(result, context), "--comm-r")),
                context.ExpandPath(FolderFlag.Required(replica.Value(result, context), "--replica")),
                context.ExpandPath(FolderFlag.Required(cache.Value(result, context), "--cache")));
            string named = context.ExpandPath(FolderFlag.Required(output.Value(result, context), "--out"));
            ulong[] nodes = challenges.Value(result, context) is { Length: > 0 } given ? given : throw new UsageException("--challenges is missing.");
            string file = OutputFile.Require(named, [sector.ReplicaPath], [sector.CacheDirectory]);
            ISectorSealer sealer = context.CreateSealer(sealerFlags.Read(result, context));
            byte[] proof = await sealer.ProvePostSectorAsync(sector, nodes, cancellationToken);
            await AtomicFile.WriteAsync(file, proof, cancellationToken);
            await context.Output.WriteLineAsync(FormattableString.Invariant(
                $"{named}: {proof.Length} bytes, {nodes.Length} nodes of sector {sector.Number}"));
            return 0;
        });
        return command;
    }
}
