using System.Runtime.InteropServices;
using LotusSeal.Native.Interop;

namespace LotusSeal.Native;

/// <summary>The native library that was loaded and the instruction sets it may use.</summary>
/// <param name="AbiVersion">Version of its interface.</param>
/// <param name="Detected">What the processor and the operating system offer.</param>
/// <param name="Active">What the kernels use: <paramref name="Detected"/>, cut by the environment variable <c>LOTUSSEAL_CPU</c>.</param>
public sealed record NativeLibraryInfo(int AbiVersion, InstructionSets Detected, InstructionSets Active)
{
    /// <summary>Restricts the kernels: <c>portable</c>, or a comma-separated list of <c>sha-ni, avx2, avx512, avx512-ifma, adx</c>
    /// (x86), <c>arm-sha, neon</c> (64-bit Arm).</summary>
    public const string RestrictionVariable = "LOTUSSEAL_CPU";

    private static readonly (string Name, InstructionSets Set)[] Names =
    [
        ("portable", InstructionSets.None),
        ("sha-ni", InstructionSets.ShaNi),
        ("avx2", InstructionSets.Avx2),
        ("avx512", InstructionSets.Avx512),
        ("avx512-ifma", InstructionSets.Avx512Ifma),
        ("adx", InstructionSets.Adx),
        ("arm-sha", InstructionSets.ArmSha),
        ("neon", InstructionSets.Neon),
    ];

    /// <summary>The active sets as text, for instance <c>sha-ni,avx512-ifma</c>; a set that a wider one implies is not listed.</summary>
    public string ActiveText => Describe(Active);

    /// <summary>What backends of this library are called, in logs and faults.</summary>
    internal string BackendName => $"native({ActiveText})";

    /// <summary>The active sets by name, those that a wider one implies too.</summary>
    internal IReadOnlyList<string> ActiveNames =>
        [.. Names.Where(known => known.Set != InstructionSets.None && Active.HasFlag(known.Set)).Select(known => known.Name)];

    /// <summary>What the kernels have to do without, and what that costs.</summary>
    /// <remarks>The factors are those of docs/benchmarks.md, "What a processor lacks"; on Arm none was measured.</remarks>
    internal IReadOnlyList<string> Handicaps(Architecture architecture)
    {
        List<string> handicaps = [];
        if (architecture == Architecture.Arm64)
        {
            Add(InstructionSets.ArmSha, "SHA-256 instructions", "PreCommit1 and unsealing take several times as long");
            Add(InstructionSets.Neon, "NEON vectors", "PreCommit2 takes up to three times as long");
            return handicaps;
        }
        Add(InstructionSets.ShaNi, "SHA instructions",
            $"PreCommit1 and unsealing take about {(Active.HasFlag(InstructionSets.Avx2) ? 3 : 6)} times as long");
        Add(InstructionSets.Avx512Ifma, "AVX-512 IFMA instructions",
            $"PreCommit2 takes about {(Active.HasFlag(InstructionSets.Avx2) ? 3 : 10)} times as long");
        return handicaps;

        void Add(InstructionSets set, string name, string cost)
        {
            if (Active.HasFlag(set)) return;
            string why = Detected.HasFlag(set) ? $"{RestrictionVariable} switches the {name} off" : $"this processor has no {name}";
            handicaps.Add($"{why}: {cost}");
        }
    }

    /// <summary>Loads the library and checks that it is the one this assembly was built for.</summary>
    /// <exception cref="DllNotFoundException">liblotusseal.so is neither beside the assembly nor on the loader's path.</exception>
    /// <exception cref="InvalidOperationException">The library has another ABI version, or LOTUSSEAL_CPU is not understood.</exception>
    internal static NativeLibraryInfo Load(string? restriction)
    {
        int version = NativeMethods.lotusseal_abi_version();
        if (version != NativeMethods.ExpectedAbiVersion)
            throw new InvalidOperationException(
                $"liblotusseal.so has ABI version {version}, this program needs {NativeMethods.ExpectedAbiVersion}: rebuild LotusSeal.Native.");
        InstructionSets detected = NativeMethods.lotusseal_cpu_isa();
        return new NativeLibraryInfo(version, detected, detected & Parse(restriction));
    }

    private static InstructionSets Parse(string? restriction)
    {
        if (string.IsNullOrWhiteSpace(restriction)) return (InstructionSets)uint.MaxValue;
        InstructionSets allowed = InstructionSets.None;
        foreach (string name in restriction.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int index = Array.FindIndex(Names, known => known.Name == name);
            if (index < 0)
                throw new InvalidOperationException(
                    $"{RestrictionVariable} names '{name}'; known are {string.Join(", ", Names.Select(known => known.Name))}.");
            allowed |= Names[index].Set;
        }
        return allowed;
    }

    private static string Describe(InstructionSets sets)
    {
        if (sets.HasFlag(InstructionSets.Avx512)) sets &= ~InstructionSets.Avx2;
        if (sets.HasFlag(InstructionSets.Avx512Ifma)) sets &= ~InstructionSets.Avx512;
        return sets == InstructionSets.None
            ? Names[0].Name
            : string.Join(',', Names.Where(known => known.Set != InstructionSets.None && sets.HasFlag(known.Set)).Select(known => known.Name));
    }
}
