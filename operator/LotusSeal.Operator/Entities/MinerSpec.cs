using System.ComponentModel;
using LotusSeal.Operator.Entities.Attributes;

namespace LotusSeal.Operator.Entities;

/// <summary>The miner of a pool.</summary>
public sealed record MinerSpec
{
    [Description("Where the miner listens: a multiaddress such as /dns/lotus-miner/tcp/2345/http, or a URL such as "
        + "http://lotus-miner:2345. A name without a dot is that of a Service in this namespace.")]
    [Required, Pattern(Patterns.MinerAddress), Length(1, 512)]
    public string Address { get; set; } = "";

    [Description("The Secret of this namespace with a token of the miner that has admin permission.")]
    [Required]
    public DataKeyReference TokenSecretRef { get; set; } = new();

    [Description("A ConfigMap of this namespace with the certificates that an https address is checked by.")]
    public OptionalDataKeyReference? CaConfigMapRef { get; set; }

    [Description("How often the operator asks the miner; 5s is the least that it does.")]
    [Pattern(Patterns.Duration), Length(2, 32)]
    public string PollInterval { get; set; } = "15s";

    [Description("How long an answer of the miner may take; it asks its workers with 3s for each.")]
    [Pattern(Patterns.Duration), Length(2, 32)]
    public string RequestTimeout { get; set; } = "30s";
}
