namespace LotusSeal.Sealing.Backends;

/// <summary>The reference backend: plain C#, written from the definitions, checked against the reference implementation's files.</summary>
public sealed class ManagedSealingBackend : SealingBackend
{
    internal const string DeviceName = "managed";

    // docs/benchmarks.md, "What a processor lacks".
    private const string Cost = "the managed arithmetic is used: PreCommit1 takes about 2 times and PreCommit2 about 40 times as long as with "
        + "the native one and all of its instruction sets";

    /// <summary>Creates the backend.</summary>
    public ManagedSealingBackend() : base(DeviceName)
    {
        ManagedHashBackend hashes = new();
        (Graph, Labels, Hashes) = (new ManagedGraphBackend(), new ManagedLabelBackend(), hashes);
        (Replicas, Updates) = (new CpuReplicaBuilder(hashes), new CpuUpdateBuilder(hashes));
        Handicaps = [Cost];
    }
}
