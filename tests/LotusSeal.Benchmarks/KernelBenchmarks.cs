using System.Runtime.InteropServices;
using BenchmarkDotNet.Attributes;
using LotusSeal.Native;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Benchmarks;

/// <summary>The kernels of each backend, one thread, a batch a call; the time is that of one digest, node or parent set.</summary>
[MemoryDiagnoser]
public unsafe class KernelBenchmarks
{
    private const int Batch = 4096;
    private const int WidestArity = 11;
    private ISealingBackend _backend = null!;
    private GraphSeeds _graph;
    private byte* _nodes;
    private byte* _digests;
    private uint* _parents;

    public static IEnumerable<string> Backends => ["managed", "native"];

    [ParamsSource(nameof(Backends))]
    public string Backend { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _backend = Backend == "managed" ? new ManagedSealingBackend()
            : NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason) ? native : throw new InvalidOperationException(reason);
        _graph = SectorGraph.SeedsOf(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg8MiBV1_1));
        _nodes = (byte*)NativeMemory.Alloc(Batch * WidestArity, Digest.Size);
        _digests = (byte*)NativeMemory.Alloc(Batch, Digest.Size);
        _parents = (uint*)NativeMemory.Alloc(Batch * SectorGraph.Degree, sizeof(uint));
        new Random(1).NextBytes(new Span<byte>(_nodes, Batch * WidestArity * Digest.Size));
        for (int i = 1; i <= Batch * WidestArity; i++) _nodes[i * Digest.Size - 1] &= 0x3f;
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        NativeMemory.Free(_nodes);
        NativeMemory.Free(_digests);
        NativeMemory.Free(_parents);
    }

    [Benchmark(OperationsPerInvoke = Batch)]
    public void HashPairs() => _backend.HashPairs(_nodes, _digests, Batch);

    [Benchmark(OperationsPerInvoke = Batch)]
    [Arguments(2)]
    [Arguments(8)]
    [Arguments(11)]
    public void Poseidon(int arity) => _backend.PoseidonHash(arity, _nodes, _digests, Batch);

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Encode() => _backend.Encode(_nodes, _nodes, _digests, Batch);

    [Benchmark(OperationsPerInvoke = Batch)]
    public void Parents() => _backend.GenerateParents(_graph, 100_000, Batch, _parents);
}
