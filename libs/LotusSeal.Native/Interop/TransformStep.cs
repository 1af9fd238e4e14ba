namespace LotusSeal.Native.Interop;

/// <summary>The steps of lotusseal_domain_step.</summary>
internal enum TransformStep : uint
{
    /// <summary>LOTUSSEAL_INTERPOLATE_COLUMNS.</summary>
    InterpolateColumns = 0,

    /// <summary>LOTUSSEAL_INTERPOLATE_ROWS.</summary>
    InterpolateRows = 1,

    /// <summary>LOTUSSEAL_COSET_COLUMNS.</summary>
    CosetColumns = 2,

    /// <summary>LOTUSSEAL_COSET_ROWS.</summary>
    CosetRows = 3,

    /// <summary>LOTUSSEAL_DIVIDE_COLUMNS.</summary>
    DivideColumns = 4,

    /// <summary>LOTUSSEAL_DIVIDE_ROWS.</summary>
    DivideRows = 5,
}
