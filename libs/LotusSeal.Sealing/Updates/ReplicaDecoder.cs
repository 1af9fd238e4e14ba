using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Updates;

/// <summary>Gives the data of an updated replica back: data[v] = (new[v] − key[v]) / rho(v) (porep.md 10.3).</summary>
internal sealed class ReplicaDecoder(HashBackend hashes, SealingOptions options, UpdatedReplica update)
{
    private const int ChunkNodes = 1 << 15;
    private const string Step = "data";

    /// <summary>Reads nodes of the key.</summary>
    public delegate void KeyReader(ulong firstNode, Span<byte> nodes);

    /// <summary>Writes padded nodes in order.</summary>
    /// <returns>CommD of what was written.</returns>
    public CommD Run(KeyReader readKey, Stream paddedOutput, ProgressMeter meter, CancellationToken cancellationToken)
    {
        CommitmentChecks.Require(update.CommD.Value, "CommD");
        using SectorFile replica = SectorFile.Open(update.Replica, update.Config.SectorSize);
        UpdateFactors factors = UpdateHash.Factors(UpdateRules.For(update.Config), update.CommD, update.OldCommR).Inverse();
        CommitmentAccumulator commitment = new(hashes, options.Threads);
        int chunk = (int)Math.Min(ChunkNodes, update.Config.Nodes / (ulong)Slices) * Digest.Size;
        byte[] data = new byte[chunk * Slices], key = new byte[data.Length];
        for (ulong first = 0; first < update.Config.Nodes; first += (ulong)(data.Length / Digest.Size))
        {
            ulong start = first;
            BlockScheduler.Run(Slices, options.Threads, () => new NoState(), (slice, _) =>
            {
                int at = (int)slice * chunk;
                Span<byte> nodes = data.AsSpan(at, chunk), labels = key.AsSpan(at, chunk);
                ulong node = start + (ulong)(at / Digest.Size);
                replica.ReadElements(node, nodes);
                readKey(node, labels);
                hashes.Decode(labels, nodes, nodes);
                factors.Multiply(node, nodes, nodes);
            }, cancellationToken);
            paddedOutput.Write(data);
            commitment.Add(data, Math.Min(data.Length, 1 << 17), cancellationToken);
            meter.Add(Step, (ulong)(data.Length / Digest.Size));
        }
        paddedOutput.Flush();
        return new CommD(commitment.Finish());
    }

    /// <summary>Slices of a chunk, worked on side by side; a power of two, so that chunks fill any sector.</summary>
    private int Slices => (int)Math.Min(8, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)options.Threads));

    private sealed class NoState : IDisposable
    {
        public void Dispose() { }
    }
}
