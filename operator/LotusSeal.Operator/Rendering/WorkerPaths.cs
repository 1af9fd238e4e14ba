namespace LotusSeal.Operator.Rendering;

/// <summary>Folders in a worker container.</summary>
internal static class WorkerPaths
{
    /// <summary>The worker's repository, which is its sealing path too: call store and sectors stay together.</summary>
    public const string Repository = "/var/lib/lotus-worker";

    public const string Parameters = "/var/tmp/filecoin-proof-parameters";

    public const string ParentCache = "/var/tmp/filecoin-parents";

    /// <summary>A repository of the miner with its address and token, which the kubelet keeps up to date.</summary>
    public const string Miner = "/var/run/lotus-miner";

    public const string CertificateAuthority = "/var/run/lotus-miner-ca";

    public const string Temporary = "/tmp";
}
