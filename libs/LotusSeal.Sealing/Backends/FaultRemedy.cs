namespace LotusSeal.Sealing.Backends;

/// <summary>What helps after a <see cref="BackendFault"/>.</summary>
public enum FaultRemedy
{
    /// <summary>The device is sound: the same work may succeed later, for instance when memory is free again.</summary>
    Retry,

    /// <summary>The device is not to be trusted or does not answer: later work goes elsewhere.</summary>
    Retire,

    /// <summary>The device can never do this one thing, whatever is free of it; it does all others.</summary>
    Elsewhere,
}
