namespace LotusSeal.Cuda.Telemetry;

/// <summary>Why a device does not run at its highest clock, as NVML's bits.</summary>
[Flags]
public enum ClockLimits : ulong
{
    /// <summary>It does.</summary>
    None = 0,

    /// <summary>It has nothing to do.</summary>
    Idle = 0x1,

    /// <summary>Somebody set clocks for applications.</summary>
    Settings = 0x2,

    /// <summary>The power limit.</summary>
    PowerLimit = 0x4,

    /// <summary>The board slows the device down, by half or more: heat, power supply or an outside signal.</summary>
    Slowdown = 0x8,

    /// <summary>Devices of a group run at one clock.</summary>
    SyncBoost = 0x10,

    /// <summary>Heat; the driver lowers clocks.</summary>
    Heat = 0x20,

    /// <summary>Heat; the board slows the device down.</summary>
    HeatSlowdown = 0x40,

    /// <summary>The power supply asks for less.</summary>
    PowerBrake = 0x80,

    /// <summary>A display sets the clock.</summary>
    Display = 0x100,
}
