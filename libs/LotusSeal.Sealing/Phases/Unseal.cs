using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Phases;

/// <summary>Unsealing (porep.md 6.4): labels again, then data = replica - last label.</summary>
internal sealed class Unseal(GraphBackend graphs, LabelBackend labelling, HashBackend hashes, SealingOptions options,
    SectorReplica sector)
{
    private const int ChunkNodes = 1 << 15;
    private readonly PoRepConfig _config = sector.Identity.Config;

    /// <summary>Receives padded nodes in order.</summary>
    public delegate void NodesReceiver(ReadOnlyMemory<byte> nodes);

    /// <summary>Nodes to decode, and who gets them.</summary>
    public sealed record Part(ulong FirstNode, ulong Count, NodesReceiver Receive)
    {
        /// <summary>First node behind the part.</summary>
        public ulong End => FirstNode + Count;
    }

    /// <summary>Delivers the data of whole nodes.</summary>
    /// <param name="firstNode">First node.</param>
    /// <param name="count">Nodes.</param>
    /// <param name="receive">Called with chunks of up to 1 MiB.</param>
    /// <param name="progress">Nodes labelled.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public void Run(ulong firstNode, ulong count, NodesReceiver receive, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken) =>
        Run([new Part(firstNode, count, receive)], progress, cancellationToken);

    /// <summary>Delivers the data of several parts, one after the other; the labels are made once.</summary>
    public void Run(IReadOnlyList<Part> parts, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        CommitmentChecks.Require(sector.CommD.Value, "CommD");
        using SectorFile replica = SectorFile.Open(sector.SealedPath, _config.SectorSize);
        using LayerMemory labels = Label(parts.Max(part => part.End), progress, cancellationToken);
        byte[] chunk = new byte[(int)Math.Min(ChunkNodes, parts.Max(part => part.Count)) * Digest.Size];
        foreach (Part part in parts)
        {
            for (ulong node = part.FirstNode; node < part.End;)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int nodes = (int)Math.Min(ChunkNodes, part.End - node);
                Memory<byte> data = chunk.AsMemory(0, nodes * Digest.Size);
                replica.Read(node * Digest.Size, data.Span);
                hashes.Decode(labels.Slice(node * Digest.Size, data.Length), data.Span, data.Span);
                part.Receive(data);
                node += (ulong)nodes;
            }
        }
    }

    private LayerMemory Label(ulong end, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        LastLayer layers = new(graphs, labelling, options, _config, sector.ScratchDirectory);
        Digest replicaId = ReplicaId.Compute(sector.Identity, sector.Ticket, sector.CommD);
        return layers.Make(replicaId, end, new ProgressMeter(progress, layers.Work(end), "nodes"), cancellationToken);
    }

    /// <summary>The whole blocks of 127 bytes that a range touches, as nodes.</summary>
    public static (ulong FirstNode, ulong Nodes) NodesOf(DataRange range)
    {
        const ulong NodesPerBlock = Fr32.PaddedBlock / Digest.Size;
        ulong first = range.Offset / Fr32.UnpaddedBlock, last = (range.Offset + range.Length + Fr32.UnpaddedBlock - 1) / Fr32.UnpaddedBlock;
        return (first * NodesPerBlock, (last - first) * NodesPerBlock);
    }
}
