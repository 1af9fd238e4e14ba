using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LotusSeal.Native.Interop;

/// <summary>The functions of native/include/lotusseal.h, one signature each, names as in the header.</summary>
internal static unsafe partial class NativeMethods
{
    /// <summary>Must equal LOTUSSEAL_ABI_VERSION of the library that is loaded.</summary>
    internal const int ExpectedAbiVersion = 5;

    /// <summary>LOTUSSEAL_MAX_CHAINS.</summary>
    internal const int MaxChains = 4;

    /// <summary>LOTUSSEAL_LABELS_BY_FOUR.</summary>
    internal const InstructionSets LabelsByFour = (InstructionSets)0x80000000;

    /// <summary>LOTUSSEAL_MIN_DIGIT_BITS and LOTUSSEAL_MAX_DIGIT_BITS.</summary>
    internal const uint MinDigitBits = 2, MaxDigitBits = 16;

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
        InstructionSets isa, NativeLabelChain* chains, uint chainCount, uint firstNode, ulong count, uint* parents);

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

    /// <summary>LOTUSSEAL_DIGITS.</summary>
    internal static uint DigitsOf(uint bits) => (256 + bits - 1) / bits;

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_scalars_count(ulong* scalars, ulong count, out ulong ones, out ulong others);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_scalars_split(
        ulong* scalars, ulong count, uint first, uint bits, uint* ones, uint* others, short* digits, ulong stride);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_point_runs(
        InstructionSets isa, uint group, ulong* points, uint* entries, uint* ends, ulong runs, ulong* sums, int* stop);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_point_window(
        InstructionSets isa, uint group, ulong* points, uint* indices, short* digits, ulong count, uint bits, ulong* sum, int* stop);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_point_table(InstructionSets isa, uint group, ulong* point, uint bits, ulong* table);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_point_multiples(
        InstructionSets isa, uint group, ulong* table, uint bits, ulong* scalars, ulong count, ulong* multiples, int* stop);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_point_decode(
        InstructionSets isa, uint group, byte* bytes, ulong count, int onCurve, ulong* points, out ulong decoded);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_point_read(InstructionSets isa, uint group, byte* bytes, ulong* point, out int isPoint);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_point_known_sum(InstructionSets isa, ulong* multiples, sbyte* digits, ulong count, ulong* sum);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_pairing_lines(InstructionSets isa, ulong* point, ulong* lines);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_pairing_loop(InstructionSets isa, ulong* points, ulong* lines, ulong count, ulong* value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_pairing_power(InstructionSets isa, ulong* value);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_domain_create(uint log2, out DomainHandle domain);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lotusseal_domain_destroy(nint domain);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial ulong lotusseal_domain_lines(DomainHandle domain, TransformStep step);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial NativeStatus lotusseal_domain_step(
        InstructionSets isa, DomainHandle domain, TransformStep step, ulong* a, ulong* b, ulong* c, ulong first, ulong count);
}
