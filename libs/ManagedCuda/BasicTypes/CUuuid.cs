using System.Runtime.CompilerServices;

namespace ManagedCuda.BasicTypes;

/// <summary>The identifier that a device keeps in every machine and slot.</summary>
[InlineArray(16)]
public struct CUuuid
{
    private byte _first;

    /// <summary>As the tools of the vendor write it: 8-4-4-4-12 hexadecimal digits.</summary>
    public override readonly string ToString()
    {
        ReadOnlySpan<byte> bytes = this;
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
