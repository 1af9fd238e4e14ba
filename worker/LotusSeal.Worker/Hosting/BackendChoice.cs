using LotusSeal.Native;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Worker.Hosting;

/// <summary>Picks the backend; the only place that does.</summary>
internal static class BackendChoice
{
    /// <summary>The fastest one that runs here.</summary>
    public const string Auto = "auto";

    /// <summary>The C kernels or an error.</summary>
    public const string Native = "native";

    /// <summary>The managed twin.</summary>
    public const string Managed = "managed";

    /// <summary>The backend of a name.</summary>
    /// <param name="name"><see cref="Auto"/>, <see cref="Native"/> or <see cref="Managed"/>.</param>
    /// <param name="fallback">Why <see cref="Auto"/> had to take the managed backend, which is several times slower; null when it had not.</param>
    /// <exception cref="SealingException"><see cref="Native"/> was asked for and cannot run here.</exception>
    public static ISealingBackend Choose(string name, out string? fallback)
    {
        fallback = null;
        if (name == Managed) return new ManagedSealingBackend();
        if (NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason)) return native;
        if (name == Native) throw new SealingException($"the native backend cannot run here: {reason}");
        fallback = reason;
        return new ManagedSealingBackend();
    }

    /// <summary>Sealing threads of a setting, where 0 stands for one per core.</summary>
    public static int Threads(int setting) => setting > 0 ? setting : Environment.ProcessorCount;
}
