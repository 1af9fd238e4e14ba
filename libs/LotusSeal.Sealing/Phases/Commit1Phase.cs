using System.Runtime.ExceptionServices;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Phases;

/// <summary>Commit1 and the synthetic proofs before it (porep.md 7).</summary>
internal sealed class Commit1Phase(GraphBackend graphs, HashBackend hashes, SealingOptions options, PreCommittedSector sector)
{
    private readonly PoRepConfig _config = sector.Identity.Config;
    private readonly SectorPaths _paths = sector.Paths;
    private readonly SealCommitments _commitments = sector.Commitments;

    private string SyntheticPath => Path.Combine(_paths.Cache, SectorFileNames.SyntheticProofs);

    /// <summary>Proves every synthetic challenge into a file.</summary>
    public void WriteSyntheticProofs(IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        if (_config.Feature != PoRepFeature.SyntheticPoRep) throw new SealingException("Synthetic proofs are made for synthetic seal proofs only.");
        CheckInputs();
        using SectorProver prover = OpenProver();
        Digest replicaId = ReplicaId.Compute(sector.Identity, sector.Ticket, _commitments.CommD);
        SyntheticChallenges challenges = new(_config.Nodes, replicaId, _commitments.CommR);
        new SyntheticProofsWriter(_config, prover, options.Threads).Write(SyntheticPath, challenges, progress, cancellationToken);
    }

    /// <summary>Proves the challenges of a seed and checks the proofs.</summary>
    /// <returns>The JSON.</returns>
    public byte[] Prove(InteractiveSeed seed, IProgress<PhaseProgress>? progress, CancellationToken cancellationToken)
    {
        CheckInputs();
        Digest replicaId = ReplicaId.Compute(sector.Identity, sector.Ticket, _commitments.CommD);
        uint[][] challenges = Challenges.Draw(_config, replicaId, _commitments.CommR, seed);
        ProgressMeter meter = new(progress, (ulong)(_config.Partitions * _config.ChallengesPerPartition), "challenges");
        bool fromFile = _config.Feature == PoRepFeature.SyntheticPoRep && File.Exists(SyntheticPath);
        VanillaProof[] proofs = fromFile
            ? ReadSynthetic(replicaId, seed, meter)
            : ProveAll([.. challenges.SelectMany(partition => partition)], meter, cancellationToken);
        Commit1Output output = new(_config, [.. proofs.Chunk(_config.ChallengesPerPartition)], _commitments.CommR, _commitments.CommD,
            replicaId, seed, sector.Ticket);
        if (new Commit1Verifier(options.Threads).FindFault(output, cancellationToken) is { } found)
        {
            throw new SealingException(
                $"The vanilla proof of challenge {found.Challenge} does not hold: {found.Fault.Reason}. "
                + $"Look at {(fromFile ? SyntheticPath : Suspects(found.Fault))}.");
        }
        return Commit1JsonWriter.Write(output);
    }

    private void CheckInputs()
    {
        CommitmentChecks.Require(_commitments);
        CommD commD = CommDCalculator.Compute(_config.SectorSize, sector.Pieces);
        if (commD != _commitments.CommD) throw new SealingException($"The pieces have CommD {commD}; the sector has {_commitments.CommD}.");
        CommR commR = CacheCommitments.Read(_paths.Cache).CommR;
        if (commR != _commitments.CommR)
            throw new SealingException($"{InCache(SectorFileNames.PersistentAux)} gives CommR {commR}; the sector has {_commitments.CommR}.");
    }

    private SectorProver OpenProver()
    {
        SectorProver prover = new(graphs, hashes, _config, _paths);
        try
        {
            (Digest commC, Digest commRLast) = AuxiliaryFiles.ReadPersistentAux(_paths.Cache);
            if (prover.CommD != _commitments.CommD) throw RootDiffers(SectorFileNames.TreeD, prover.CommD.Value, "CommD", _commitments.CommD.Value);
            if (prover.CommC != commC) throw RootDiffers(SectorFileNames.TreeC(_config, 0), prover.CommC, "comm_c in p_aux", commC);
            if (prover.CommRLast != commRLast)
                throw RootDiffers(SectorFileNames.TreeRLast(_config, 0), prover.CommRLast, "comm_r_last in p_aux", commRLast);
            return prover;
        }
        catch
        {
            prover.Dispose();
            throw;
        }
    }

    private SealingException RootDiffers(string name, Digest root, string expectedName, Digest expected) =>
        new($"{Path.Combine(_paths.Cache, name)}{(_config.BaseTrees > 1 && name != SectorFileNames.TreeD ? " and its siblings lead" : " leads")} "
            + $"to {root}; {expectedName} is {expected}.");

    private VanillaProof[] ProveAll(uint[] challenges, ProgressMeter meter, CancellationToken cancellationToken)
    {
        using SectorProver prover = OpenProver();
        VanillaProof[] proofs = new VanillaProof[challenges.Length];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, challenges.Length, parallel, prover.CreateSubtree, (i, _, subtree) =>
            {
                proofs[i] = prover.Prove(challenges[i], subtree);
                meter.Add("vanilla proofs", 1);
                return subtree;
            }, _ => { });
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }
        return proofs;
    }

    private VanillaProof[] ReadSynthetic(Digest replicaId, InteractiveSeed seed, ProgressMeter meter)
    {
        SyntheticChallenges set = new(_config.Nodes, replicaId, _commitments.CommR);
        SyntheticProofsFile layout = new(_config);
        using SectorFile file = SectorFile.Open(SyntheticPath, layout.FileSize(set.Count), FileOptions.RandomAccess);
        uint[] indices = set.SelectIndices(seed, 0, _config.Partitions * _config.ChallengesPerPartition);
        VanillaProof[] proofs = new VanillaProof[indices.Length];
        for (int i = 0; i < proofs.Length; i++)
        {
            proofs[i] = layout.ReadRecord(file, indices[i], set[indices[i]]);
            meter.Add("vanilla proofs", 1);
        }
        return proofs;
    }

    /// <summary>The files that a faulty part was read from.</summary>
    private string Suspects(ProofFault fault)
    {
        int tree = (int)(fault.Node / SectorTrees.BaseLeaves(_config));
        string treeC = InCache(SectorFileNames.TreeC(_config, tree));
        string layers = $"{InCache(SectorFileNames.Layer(1))} to {SectorFileNames.Layer(_config.Layers)}";
        return fault.Part switch
        {
            ProofPart.TreeDPath => InCache(SectorFileNames.TreeD),
            ProofPart.ColumnPath => treeC,
            ProofPart.ColumnHash => $"{layers} and {treeC}",
            ProofPart.TreeRLastPath => $"{_paths.Sealed} and {InCache(SectorFileNames.TreeRLast(_config, tree))}",
            ProofPart.Label when fault.Layer > 1 => $"{InCache(SectorFileNames.Layer(fault.Layer))} and {SectorFileNames.Layer(fault.Layer - 1)}",
            ProofPart.Label => InCache(SectorFileNames.Layer(1)),
            ProofPart.Encoding => $"{_paths.Sealed}, {InCache(SectorFileNames.Layer(_config.Layers))} and {SectorFileNames.TreeD}",
            _ => _paths.Cache,
        };
    }

    private string InCache(string name) => Path.Combine(_paths.Cache, name);
}
