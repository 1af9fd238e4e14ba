using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>The managed backend with a hand in it: asked before each call of a grain, which it may let fail or spoil.</summary>
internal sealed class FaultyBackend : SealingBackend
{
    public const string DeviceName = "faulty";
    private static readonly ManagedSealingBackend Sound = new();

    public FaultyBackend() : base(DeviceName)
    {
        Hashes = new FaultyHashes(this);
        Graph = new FaultyGraphs(this);
        Labels = new FaultyLabels(this);
        Replicas = new CpuReplicaBuilder(Hashes);
        Updates = new CpuUpdateBuilder(Hashes);
    }

    /// <summary>The fault that a stage ends with; nothing fails while it is null.</summary>
    public BackendFault? Fault { get; set; }

    /// <summary>The stage whose results are spoilt by one bit.</summary>
    public BackendStage? Spoilt { get; init; }

    /// <summary>Called before each block of labels with its layer and first node.</summary>
    public Action<uint, uint>? Labelling { get; set; }

    /// <summary>Called before each block of labels with its sectors.</summary>
    public Action<LabelChain[]>? LabellingTogether { get; set; }

    /// <summary>Called before each row of pair hashes.</summary>
    public Action? HashingPairs { get; set; }

    /// <summary>How often the fault was thrown.</summary>
    public int Faults { get; private set; }

    public static BackendFault FaultAt(BackendStage stage, FaultRemedy remedy) => new(stage, DeviceName, remedy, "the test wants it so");

    private void Enter(BackendStage stage)
    {
        if (Fault is not { } fault || fault.Stage != stage) return;
        Faults++;
        throw new SealingBackendException(fault);
    }

    private void Leave(BackendStage stage, Span<byte> result)
    {
        if (stage == Spoilt) result[^32] ^= 1;
    }

    private sealed class FaultyHashes(FaultyBackend owner) : HashBackend(DeviceName)
    {
        protected override void HashPairsCore(ReadOnlySpan<byte> nodes, Span<byte> digests)
        {
            owner.HashingPairs?.Invoke();
            owner.Enter(BackendStage.PairHash);
            Sound.Hashes!.HashPairs(nodes, digests);
            owner.Leave(BackendStage.PairHash, digests);
        }

        protected override void PoseidonCore(int arity, ReadOnlySpan<byte> nodes, Span<byte> digests)
        {
            owner.Enter(BackendStage.PoseidonHash);
            Sound.Hashes!.Poseidon(arity, nodes, digests);
            owner.Leave(BackendStage.PoseidonHash, digests);
        }

        protected override void ColumnsCore(ReadOnlySpan<byte> layers, int layerCount, int first, Span<byte> digests)
        {
            owner.Enter(BackendStage.ColumnHash);
            Sound.Hashes!.Columns(layers, layerCount, first, digests);
            owner.Leave(BackendStage.ColumnHash, digests);
        }

        protected override void EncodeCore(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> data, Span<byte> replica)
        {
            owner.Enter(BackendStage.Encoding);
            Sound.Hashes!.Encode(labels, data, replica);
            owner.Leave(BackendStage.Encoding, replica);
        }

        protected override void DecodeCore(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> replica, Span<byte> data)
        {
            owner.Enter(BackendStage.Decoding);
            Sound.Hashes!.Decode(labels, replica, data);
            owner.Leave(BackendStage.Decoding, data);
        }
    }

    private sealed class FaultyGraphs(FaultyBackend owner) : GraphBackend(DeviceName)
    {
        protected override OpenGraph OpenCore(in GraphSeeds seeds) => new FaultyGraph(owner, seeds);
    }

    private sealed class FaultyGraph(FaultyBackend owner, in GraphSeeds seeds) : OpenGraph(seeds)
    {
        protected override void FillCore(uint firstNode, Span<uint> parents)
        {
            owner.Enter(BackendStage.Parents);
            using OpenGraph sound = Sound.Graph!.Open(Seeds);
            sound.Fill(firstNode, parents);
            if (owner.Spoilt == BackendStage.Parents) parents[^1] ^= 1;
        }
    }

    private sealed unsafe class FaultyLabels(FaultyBackend owner) : LabelBackend(DeviceName, maxChains: 4)
    {
        protected override void LabelCore(ReadOnlySpan<LabelChain> chains, uint firstNode, ReadOnlySpan<uint> parents)
        {
            owner.LabellingTogether?.Invoke(chains.ToArray());
            owner.Labelling?.Invoke(chains[0].LayerNumber, firstNode);
            owner.Enter(BackendStage.Labels);
            for (int i = 0; i < chains.Length; i++) Sound.Labels!.Label(chains.Slice(i, 1), firstNode, parents);
            if (owner.Spoilt == BackendStage.Labels) *chains[0].Layer.Of(firstNode) ^= 1;
        }
    }
}
