using System.Runtime.InteropServices;

namespace LotusSeal.Native.Interop;

/// <summary>lotusseal_labels.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeLabels
{
    internal byte* Even;
    internal byte* Odd;
}
