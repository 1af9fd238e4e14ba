using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LotusSeal.Native.Interop;

/// <summary>The functions of native/include/lotusseal.h, one signature each, names as in the header.</summary>
internal static unsafe partial class NativeMethods
{
    /// <summary>Must equal LOTUSSEAL_ABI_VERSION of the library that is loaded.</summary>
    internal const int ExpectedAbiVersion = 1;

    /// <summary>LOTUSSEAL_MAX_CHAINS.</summary>
    internal const int MaxChains = 4;

    private const string Library = "lotusseal";

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lotusseal_abi_version();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial InstructionSets lotusseal_cpu_isa();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_graph_create(InstructionSets isa, in NativeGraphSeeds seeds, out GraphHandle graph);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lotusseal_graph_destroy(nint graph);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_graph_parents(InstructionSets isa, GraphHandle graph, uint firstNode, ulong count, uint* parents);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_label_range(
        InstructionSets isa, NativeLabelChain* chains, uint chainCount, uint layer, uint firstNode, ulong count, uint* parents);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_hash_pairs(InstructionSets isa, byte* nodes, byte* digests, ulong count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_poseidon_hash(InstructionSets isa, uint arity, byte* nodes, byte* digests, ulong count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_poseidon_columns(InstructionSets isa, byte** layers, uint layerCount, byte* digests, ulong count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_poseidon_round_constants(uint arity, byte* constants);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_encode(byte* labels, byte* data, byte* replica, ulong count);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_decode(byte* labels, byte* replica, byte* data, ulong count);
}
