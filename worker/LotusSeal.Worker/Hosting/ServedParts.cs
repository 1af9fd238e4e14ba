using LotusSeal.Lotus.Auth;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Storage;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Hosting;

/// <summary>What the worker's endpoints answer from, besides the probes: one set while the worker starts, another while it works.</summary>
/// <param name="Rpc">The APIs.</param>
/// <param name="Authorizer">Who may see jobs, GPUs, paths and files.</param>
/// <param name="MinerToken">The token that opens these lists without a question to the miner; null for none.</param>
/// <param name="Jobs">Answer of <c>/jobs</c>.</param>
/// <param name="Gpus">Answer of <c>/gpus</c>.</param>
/// <param name="Storage">Answer of <c>/storage</c>.</param>
/// <param name="Files">What <c>/remote</c> serves; null while no path is open.</param>
internal sealed record ServedParts(
    RpcServer Rpc, RequestAuthorizer Authorizer, Func<string?> MinerToken, Func<JobList> Jobs,
    Func<GpuList> Gpus, Func<StorageList> Storage, ServedFiles? Files);

/// <summary>What <c>/remote</c> serves.</summary>
/// <param name="Store">Sector files.</param>
/// <param name="Vanilla">Proofs of them.</param>
internal sealed record ServedFiles(SectorStore Store, VanillaProofs Vanilla);
