using BenchmarkDotNet.Attributes;
using LotusSeal.Native;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Benchmarks;

/// <summary>The kernels of each backend, one thread, a batch a call; the time is that of one digest, node or parent set.</summary>
[MemoryDiagnoser]
public class KernelBenchmarks
{
    private const int Batch = 4096;
    private const int WidestArity = 11;
    private readonly byte[] _nodes = new byte[Batch * WidestArity * Digest.Size];
    private readonly byte[] _digests = new byte[Batch * Digest.Size];
    private readonly uint[] _parents = new uint[Batch * SectorGraph.Degree];
    private HashBackend _hashes = null!;
    private OpenGraph _graph = null!;

    public static IEnumerable<string> Backends => ["managed", "native"];

    [ParamsSource(nameof(Backends))]
    public string Backend { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        SealingBackend backend = Backend == "managed" ? new ManagedSealingBackend()
            : NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason) ? native
            : throw new InvalidOperationException(reason);
        _hashes = backend.Hashes!;
        _graph = backend.Graph!.Open(SectorGraph.SeedsOf(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg8MiBV1_1)));
        new Random(1).NextBytes(_nodes);
        for (int i = 1; i <= Batch * WidestArity; i++) _nodes[i * Digest.Size - 1] &= 0x3f;
    }

    [GlobalCleanup]
    public void Cleanup() => _graph.Dispose();

    [Benchmark(OperationsPerInvoke = Batch)]
    public void HashPairs() => _hashes.HashPairs(_nodes.AsSpan(0, 2 * _digests.Length), _digests);

    [Benchmark(OperationsPerInvoke = Batch)]
    [Arguments(2)]
    [Arguments(8)]
    [Arguments(11)]
    public void Poseidon(int arity) => _hashes.Poseidon(arity, _nodes.AsSpan(0, arity * _digests.Length), _digests);

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Columns() => _hashes.Columns(_nodes, WidestArity, 0, _digests);

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Encode() => _hashes.Encode(_nodes.AsSpan(0, _digests.Length), _nodes.AsSpan(0, _digests.Length), _digests);

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Parents() => _graph.Fill(100_000, _parents);
}
