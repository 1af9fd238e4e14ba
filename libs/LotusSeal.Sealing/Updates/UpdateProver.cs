using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Updates;

/// <summary>Makes the vanilla proofs of an update from the files of both replicas; verifies them before they are returned (porep.md 10.3).</summary>
internal sealed class UpdateProver : IDisposable
{
    private readonly SealingOptions _options;
    private readonly SectorKey _key;
    private readonly UpdateStatement _statement;
    private readonly UpdateRules _rules;
    private readonly OpenReplica _old, _new;
    private readonly TreeReader _treeD;

    /// <exception cref="SealingException">A file is missing, has a wrong length, or disagrees with the statement.</exception>
    public UpdateProver(HashBackend hashes, SealingOptions options, SectorKey key, UpdateFiles update, UpdateStatement statement)
    {
        statement.Check();
        (_options, _key, _statement, _rules) = (options, key, statement, UpdateRules.For(key.Config));
        try
        {
            _old = new OpenReplica(hashes, key.Config, key.Replica, key.Cache, statement.OldCommR);
            _new = new OpenReplica(hashes, key.Config, update.Replica, update.Cache, statement.New.CommR);
            TreeShape shape = SectorTrees.TreeD(key.Config);
            string treeD = Path.Combine(update.Cache, SectorFileNames.TreeD);
            _treeD = new TreeReader(SectorFile.Open(treeD, shape.FileSize, FileOptions.RandomAccess), shape);
            if (_treeD.Root != statement.New.CommD.Value)
                throw new SealingException($"{treeD} leads to {_treeD.Root}; CommD is {statement.New.CommD}.");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The proofs of all partitions, in order.</summary>
    public UpdatePartitionProof[] Prove(IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        int each = _rules.ChallengesPerPartition;
        uint[] challenges = [.. Enumerable.Range(0, _rules.Partitions)
            .SelectMany(partition => UpdateChallenges.Draw(_rules, partition, _statement.New.CommR))];
        ProgressMeter meter = new(progress, (ulong)challenges.Length, "challenges");
        UpdateChallengeProof[] proofs = new UpdateChallengeProof[challenges.Length];
        BlockScheduler.Run(challenges.Length, _options.Threads, () => new Subtrees(_old.CreateSubtree(), _new.CreateSubtree()), (i, subtrees) =>
        {
            uint node = challenges[i];
            proofs[i] = new UpdateChallengeProof(subtrees.Old.PathOf(node), _treeD.PathOf(node), subtrees.New.PathOf(node));
            meter.Add("vanilla proofs", 1);
        }, cancellationToken);
        UpdatePartitionProof[] partitions = [.. proofs.Chunk(each).Select((part, partition) =>
            new UpdatePartitionProof(_old.CommC, ReadApexLeaves(partition), part))];
        Verify(partitions, challenges);
        return partitions;
    }

    public void Dispose()
    {
        _treeD?.Dispose();
        _new?.Dispose();
        _old?.Dispose();
    }

    private Digest[] ReadApexLeaves(int partition) => [.. Enumerable.Range(partition * _rules.ApexLeaves, _rules.ApexLeaves)
        .Select(node => _treeD.ReadNode(_rules.ApexRow, (ulong)node))];

    private void Verify(UpdatePartitionProof[] partitions, uint[] challenges)
    {
        UpdateProofVerifier verifier = new(_key.Config, _statement);
        for (int partition = 0; partition < partitions.Length; partition++)
        {
            if (verifier.FindFault(partition, partitions[partition]) is not { } fault) continue;
            if (fault.Challenge is not { } index) throw new SealingException($"Partition {partition} of the update does not hold: {fault.Reason}.");
            uint node = challenges[partition * _rules.ChallengesPerPartition + index];
            throw new SealingException(Suspicion(node, partitions[partition].Challenges[index], fault));
        }
    }

    private string Suspicion(uint node, UpdateChallengeProof proof, UpdateFault fault) => fault.Part switch
    {
        UpdatePart.OldReplica => _old.Suspicion(node, proof.OldReplica, fault.Reason),
        UpdatePart.NewReplica => _new.Suspicion(node, proof.NewReplica, fault.Reason),
        UpdatePart.Data => $"challenge {node}: {fault.Reason}; {_treeD.Path} is damaged.",
        _ => $"challenge {node}: {fault.Reason}; {_new.Replica.Path} was made from another {_old.Replica.Path} or other data.",
    };

    private sealed record Subtrees(ReplicaSubtree Old, ReplicaSubtree New) : IDisposable
    {
        public void Dispose() { }
    }
}
