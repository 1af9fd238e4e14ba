using System.Diagnostics.CodeAnalysis;
using LotusSeal.Native.Interop;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Native;

/// <summary>Sealing arithmetic in C with the processor's SHA, AVX-512 and IFMA instructions; gives the bytes of the managed backend.</summary>
/// <remarks>
/// Each method is one native call for the whole range. The library has a portable version of every kernel, so it works on any 64-bit
/// little-endian Linux machine; <see cref="Info"/> tells which instruction sets it uses here.
/// </remarks>
public sealed unsafe class NativeSealingBackend : ISealingBackend
{
    private readonly InstructionSets _isa;
    private readonly GraphCache _graphs;

    /// <summary>Uses the given instruction sets only; tests compare them with each other.</summary>
    internal NativeSealingBackend(NativeLibraryInfo info)
    {
        Info = info;
        _isa = info.Active;
        _graphs = new GraphCache(_isa);
        Name = $"native({info.ActiveText})";
    }

    /// <summary>The loaded library.</summary>
    public NativeLibraryInfo Info { get; }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public int MaxInterleavedChains => NativeMethods.MaxChains;

    /// <summary>Loads the native library; false, with the reason and the remedy, when this machine cannot use it.</summary>
    public static bool TryCreate([NotNullWhen(true)] out NativeSealingBackend? backend, [NotNullWhen(false)] out string? reason)
    {
        (backend, reason) = (null, null);
        try
        {
            backend = new NativeSealingBackend(NativeLibraryInfo.Load(Environment.GetEnvironmentVariable(NativeLibraryInfo.RestrictionVariable)));
        }
        catch (DllNotFoundException e)
        {
            reason = $"liblotusseal.so cannot be loaded; it must lie beside the program ({AppContext.BaseDirectory}): {e.Message}";
        }
        catch (Exception e) when (e is EntryPointNotFoundException or BadImageFormatException)
        {
            reason = $"liblotusseal.so is not the library this program was built for, rebuild LotusSeal.Native: {e.Message}";
        }
        catch (InvalidOperationException e)
        {
            reason = e.Message;
        }
        return backend is not null;
    }

    /// <inheritdoc/>
    public void GenerateParents(in GraphSeeds graph, uint firstNode, int count, uint* parents) =>
        Check(NativeMethods.lotusseal_graph_parents(_isa, _graphs.Get(graph), firstNode, Length(count), parents));

    /// <inheritdoc/>
    public void LabelRange(LabelChain* chains, int chainCount, uint layer, uint firstNode, int count, uint* parents)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(chainCount, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(chainCount, NativeMethods.MaxChains);
        NativeLabelChain* native = stackalloc NativeLabelChain[chainCount];
        for (int i = 0; i < chainCount; i++)
            native[i] = new NativeLabelChain { ReplicaId = chains[i].ReplicaId, Layer = chains[i].Layer, PreviousLayer = chains[i].PreviousLayer };
        Check(NativeMethods.lotusseal_label_range(_isa, native, (uint)chainCount, layer, firstNode, Length(count), parents));
    }

    /// <inheritdoc/>
    public void HashPairs(byte* nodes, byte* digests, long count) =>
        Check(NativeMethods.lotusseal_hash_pairs(_isa, nodes, digests, Length(count)));

    /// <inheritdoc/>
    public void PoseidonHash(int arity, byte* nodes, byte* digests, long count) =>
        Check(NativeMethods.lotusseal_poseidon_hash(_isa, (uint)arity, nodes, digests, Length(count)));

    /// <inheritdoc/>
    public void PoseidonColumns(byte** layers, int layerCount, byte* digests, long count) =>
        Check(NativeMethods.lotusseal_poseidon_columns(_isa, layers, (uint)layerCount, digests, Length(count)));

    /// <inheritdoc/>
    public void Encode(byte* labels, byte* data, byte* replica, long count) =>
        Check(NativeMethods.lotusseal_encode(labels, data, replica, Length(count)));

    /// <inheritdoc/>
    public void Decode(byte* labels, byte* replica, byte* data, long count) =>
        Check(NativeMethods.lotusseal_decode(labels, replica, data, Length(count)));

    /// <summary>Turns a native status into an exception.</summary>
    internal static void Check(NativeStatus status)
    {
        switch (status)
        {
            case NativeStatus.Ok:
                return;
            case NativeStatus.NoMemory:
                throw new InsufficientMemoryException("The native library found no memory for the graph's tables.");
            case NativeStatus.BadArgument:
                throw new ArgumentException("The native library refused an argument: a null pointer, an unknown arity or a range outside the graph.");
            default:
                throw new SealingException($"The native library returned the unknown status {(int)status}.");
        }
    }

    private static ulong Length(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        return (ulong)count;
    }
}
