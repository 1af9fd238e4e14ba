namespace LotusSeal.Native.Interop;

/// <summary>What the native functions return.</summary>
internal enum NativeStatus
{
    /// <summary>LOTUSSEAL_OK.</summary>
    Ok = 0,

    /// <summary>LOTUSSEAL_BAD_ARGUMENT: a null pointer, an unknown arity or a range outside the graph; nothing was written.</summary>
    BadArgument = 1,

    /// <summary>LOTUSSEAL_NO_MEMORY.</summary>
    NoMemory = 2,

    /// <summary>LOTUSSEAL_STOPPED: the flag told it to.</summary>
    Stopped = 3,
}
