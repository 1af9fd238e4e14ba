namespace LotusSeal.Operator.Validation;

/// <summary>Environment variables that the operator sets in a worker, and nobody else may.</summary>
public static class OwnVariables
{
    public const string MinerApiInfo = "MINER_API_INFO", LotusToken = "LOTUS_TOKEN", WorkerPath = "LOTUS_WORKER_PATH", MinerPath = "LOTUS_MINER_PATH",
        WorkerName = "LOTUS_WORKER_NAME", Listen = "LOTUS_WORKER_LISTEN", ParameterCache = "FIL_PROOFS_PARAMETER_CACHE",
        ParentCache = "FIL_PROOFS_PARENT_CACHE", TemporaryFolder = "TMPDIR", LogFormat = "GOLOG_LOG_FMT", VisibleDevices = "NVIDIA_VISIBLE_DEVICES",
        PodIp = "POD_IP", CertificateFile = "SSL_CERT_FILE";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        MinerApiInfo, "STORAGE_API_INFO", LotusToken, WorkerPath, "WORKER_PATH", MinerPath, "LOTUS_STORAGE_PATH", WorkerName, Listen, ParameterCache,
        ParentCache, TemporaryFolder, LogFormat, VisibleDevices, PodIp, CertificateFile,
    ];
}
