using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Native.Interop;

/// <summary>Owns a lotusseal_domain; read-only, so any number of threads may use it at once.</summary>
internal sealed class DomainHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Required by the marshaller.</summary>
    public DomainHandle() : base(ownsHandle: true) { }

    /// <inheritdoc/>
    protected override bool ReleaseHandle()
    {
        NativeMethods.lotusseal_domain_destroy(handle);
        return true;
    }
}
