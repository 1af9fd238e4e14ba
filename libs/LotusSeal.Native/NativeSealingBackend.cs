using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Native;

/// <summary>Sealing arithmetic in C with the processor's instructions for SHA-256 and its vectors; gives the bytes of the managed backend.</summary>
/// <remarks>
/// The library has a portable version of every kernel, so it works on any 64-bit little-endian Linux machine; <see cref="Info"/> tells which
/// instruction sets it uses here.
/// </remarks>
public sealed class NativeSealingBackend : SealingBackend
{
    /// <summary>Uses the given instruction sets only; tests compare them with each other.</summary>
    internal NativeSealingBackend(NativeLibraryInfo info) : base(info.BackendName)
    {
        Info = info;
        InstructionSets = info.ActiveNames;
        Handicaps = info.Handicaps(RuntimeInformation.ProcessArchitecture);
        NativeHashBackend hashes = new(info.Active, Name);
        Graph = new NativeGraphBackend(info.Active, Name);
        Labels = new NativeLabelBackend(info.Active, Name);
        Hashes = hashes;
        Replicas = new CpuReplicaBuilder(hashes);
        Updates = new CpuUpdateBuilder(hashes);
    }

    /// <summary>The loaded library.</summary>
    public NativeLibraryInfo Info { get; }

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
}
