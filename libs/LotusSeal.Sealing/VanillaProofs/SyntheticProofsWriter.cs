using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Proves every synthetic challenge in node order, so that neighbours share what was read and hashed.</summary>
internal sealed class SyntheticProofsWriter(PoRepConfig config, SectorProver prover, int threads)
{
    private const int Batch = 64;
    private const string Step = "synthetic proofs";

    public void Write(string path, SyntheticChallenges challenges, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        SyntheticProofsFile layout = new(config);
        uint[] nodes = new uint[challenges.Count], order = new uint[challenges.Count];
        for (uint i = 0; i < nodes.Length; i++) (nodes[i], order[i]) = (challenges[i], i);
        Array.Sort((uint[])nodes.Clone(), order);

        ProgressMeter meter = new(progress, challenges.Count, "challenges");
        using PendingFile file = new(path);
        file.Write(SyntheticProofsFile.WriteHeader(prover), 0);
        long batches = (order.Length + Batch - 1) / Batch;
        BlockScheduler.Run(batches, threads, () => new Worker(prover.CreateSubtree(), new byte[layout.RecordSize]), (batch, worker) =>
        {
            foreach (uint index in order.AsSpan().Slice((int)batch * Batch, Math.Min(Batch, order.Length - (int)batch * Batch)))
            {
                cancellationToken.ThrowIfCancellationRequested();
                SyntheticProofsFile.WriteRecord(prover.Prove(nodes[index], worker.Subtree), worker.Record);
                file.Write(worker.Record, (long)layout.OffsetOf(index));
                meter.Add(Step, 1);
            }
        }, cancellationToken);
        file.Commit();
    }

    private sealed record Worker(ReplicaSubtree Subtree, byte[] Record) : IDisposable
    {
        public void Dispose()
        {
            // Both are plain memory.
        }
    }
}
