namespace ManagedCuda.VectorTypes;

#pragma warning disable CS8981 // The package's name.
/// <summary>Extents of a block or grid.</summary>
public struct dim3(uint xValue, uint yValue = 1, uint zValue = 1)
{
    /// <summary>First extent.</summary>
    public uint x = xValue;

    /// <summary>Second extent.</summary>
    public uint y = yValue;

    /// <summary>Third extent.</summary>
    public uint z = zValue;

    /// <summary>A line of threads or blocks.</summary>
    public static implicit operator dim3(uint value) => new(value);
}
