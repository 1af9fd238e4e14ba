using System.ComponentModel;

namespace LotusSeal.Operator.Entities;

/// <summary>The miner as it was seen last.</summary>
public sealed record MinerStatus
{
    [Description("Address of the miner's actor.")]
    public string Actor { get; set; } = "";

    [Description("Size of its sectors.")]
    public string SectorSize { get; set; } = "";

    [Description("Version of its program.")]
    public string Version { get; set; } = "";

    [Description("Its session; another one says that it was restarted.")]
    public string Session { get; set; } = "";
}
