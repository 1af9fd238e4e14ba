using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Native.Interop;

/// <summary>Owns a lotusseal_graph; read-only, so any number of threads may use it at once.</summary>
internal sealed class GraphHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Required by the marshaller.</summary>
    public GraphHandle() : base(ownsHandle: true) { }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.lotusseal_graph_destroy(handle);
        return true;
    }
}
