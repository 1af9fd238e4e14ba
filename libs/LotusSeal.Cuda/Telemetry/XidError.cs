namespace LotusSeal.Cuda.Telemetry;

/// <summary>An error that the driver reports of a device, by NVIDIA's number for it.</summary>
/// <param name="Code">The number.</param>
/// <param name="Count">How often this program heard of it.</param>
/// <param name="LastTime">When it last did.</param>
public sealed record XidError(ulong Code, int Count, DateTimeOffset LastTime)
{
    /// <summary>What the number means; those that a computing device is likely to have.</summary>
    private static readonly Dictionary<ulong, (string Words, bool EndsDevice)> Known = new()
    {
        [13] = ("a kernel failed", false),
        [31] = ("a kernel touched memory that is not there", false),
        [38] = ("the driver's firmware failed", false),
        [43] = ("a kernel was stopped", false),
        [45] = ("work was thrown away after an earlier error", false),
        [48] = ("memory error of two bits, not correctable", true),
        [61] = ("a microcontroller stopped at a breakpoint", false),
        [62] = ("a microcontroller halted", true),
        [63] = ("a row of memory is to be replaced", false),
        [64] = ("a row of memory could not be replaced", true),
        [74] = ("a link between devices failed", false),
        [79] = ("the device has fallen off the bus", true),
        [92] = ("many memory errors were corrected", false),
        [94] = ("memory error, not correctable, in one program", true),
        [95] = ("memory error, not correctable, that may have reached every program", true),
        [119] = ("the device's system processor does not answer", true),
        [120] = ("the device's system processor failed", true),
        [140] = ("memory error, not correctable and not contained", true),
    };

    /// <summary>For a person.</summary>
    public string Words => Known.TryGetValue(Code, out (string Words, bool) known) ? known.Words : "see NVIDIA's list of Xid errors";

    /// <summary>Whether the device is not to be used any more: its memory or the device as a whole failed, not a program on it.</summary>
    public bool EndsDevice => Known.TryGetValue(Code, out (string, bool EndsDevice) known) && known.EndsDevice;

    /// <summary>
    /// Whether no instance of the device can be used any more: what failed is shared, or nobody knows whose memory it was. A memory error that was
    /// contained (94), or of two bits (48, 64), is the instance's that it is reported of.
    /// </summary>
    public static bool EndsWholeDevice(ulong code) => code is 62 or 79 or 95 or 119 or 120 or 140;

    /// <summary>Number and words.</summary>
    public override string ToString() => $"Xid {Code} ({Words})";
}
