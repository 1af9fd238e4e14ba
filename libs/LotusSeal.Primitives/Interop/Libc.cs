using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

/// <summary>
/// The calls of the C library that the framework does not offer, by subject in <c>Libc.*.cs</c>. Linux on 64-bit machines; callers ask
/// <see cref="OperatingSystem.IsLinux"/> first.
/// </summary>
internal static partial class Libc
{
    private const string Library = "libc";

    /// <summary>Why the last call failed. Must be read before anything else that may call the system.</summary>
    internal static LibcError LastError => new(Marshal.GetLastPInvokeError());
}
