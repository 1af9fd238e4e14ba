using System.Runtime.InteropServices;

namespace LotusSeal.Native.Interop;

/// <summary>lotusseal_label_chain.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeLabelChain
{
    internal byte* ReplicaId;
    internal NativeLabels Layer;
    internal NativeLabels PreviousLayer;
    internal uint LayerNumber;
}
