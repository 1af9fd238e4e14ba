using k8s.Models;
using LotusSeal.Operator.Entities;

namespace LotusSeal.Operator.Rendering;

/// <summary>Volumes of a worker pod, and where the worker finds them (spec/operator.md 6.9).</summary>
internal static class WorkerVolumes
{
    private const string Repository = "repository", Parameters = "parameters", ParentCache = "parent-cache", Temporary = "tmp", Miner = "miner",
        CertificateAuthority = "miner-ca";

    /// <summary>Readable for the group of the pod alone.</summary>
    private const int SecretMode = 288; // 0440

    public static List<V1Volume> Volumes(WorkerPodContext context)
    {
        PoolStorage storage = context.Spec.Storage;
        List<V1Volume> volumes = [Sealing(context), new() { Name = Temporary, EmptyDir = new() }];
        if (storage.Parameters is { } parameters) volumes.Add(Shared(Parameters, parameters));
        if (storage.ParentCache is { } parents) volumes.Add(Shared(ParentCache, parents));
        if (context.IsManaged) volumes.Add(MinerRepository(context.Spec.Miner));
        if (context.Spec.Miner.CaConfigMapRef is { } authority)
        {
            volumes.Add(new()
            {
                Name = CertificateAuthority,
                ConfigMap = new() { Name = authority.Name, Items = [new() { Key = authority.Key, Path = "ca.crt" }] },
            });
        }

        return volumes;
    }

    public static List<V1VolumeMount> Mounts(WorkerPodContext context)
    {
        PoolStorage storage = context.Spec.Storage;
        List<V1VolumeMount> mounts = [RepositoryMount(context), new() { Name = Temporary, MountPath = WorkerPaths.Temporary }];
        if (storage.Parameters is { } parameters) mounts.Add(Mount(Parameters, WorkerPaths.Parameters, parameters));
        if (storage.ParentCache is { } parents) mounts.Add(Mount(ParentCache, WorkerPaths.ParentCache, parents));
        if (context.IsManaged) mounts.Add(new() { Name = Miner, MountPath = WorkerPaths.Miner, ReadOnlyProperty = true });
        if (context.Spec.Miner.CaConfigMapRef is not null)
            mounts.Add(new() { Name = CertificateAuthority, MountPath = WorkerPaths.CertificateAuthority, ReadOnlyProperty = true });
        return mounts;
    }

    /// <summary>Two pods of a node must not meet in one folder of it, so each has one below, named after itself.</summary>
    public static V1VolumeMount RepositoryMount(WorkerPodContext context) => new()
    {
        Name = Repository,
        MountPath = WorkerPaths.Repository,
        SubPath = context.Spec.Storage.Sealing?.HostPath is null ? null : $"{context.Namespace}.{context.PodName}",
    };

    public static V1VolumeMount ParametersMount(SharedStorage parameters) => Mount(Parameters, WorkerPaths.Parameters, parameters);

    public static V1VolumeMount TemporaryMount() => new() { Name = Temporary, MountPath = WorkerPaths.Temporary };

    /// <summary>Without a sealing volume the call store lives as long as the pod, which ends when its calls have ended.</summary>
    private static V1Volume Sealing(WorkerPodContext context) => context.Spec.Storage.Sealing switch
    {
        { Claim: not null } =>
            new() { Name = Repository, PersistentVolumeClaim = new() { ClaimName = PoolNames.SealingClaim(context.PoolName, context.Ordinal) } },
        { HostPath: { } folder } => new() { Name = Repository, HostPath = new() { Path = folder.Path, Type = "Directory" } },
        { EmptyDir: { } space } => new() { Name = Repository, EmptyDir = Space(space) },
        _ => new() { Name = Repository, EmptyDir = new() },
    };

    private static V1Volume Shared(string name, SharedStorage storage) => storage switch
    {
        { ExistingClaim: { } claim } => new() { Name = name, PersistentVolumeClaim = new() { ClaimName = claim } },
        { HostPath: { } folder } => new() { Name = name, HostPath = new() { Path = folder.Path, Type = "Directory" } },
        _ => new() { Name = name, EmptyDir = Space(storage.EmptyDir ?? new()) },
    };

    private static V1EmptyDirVolumeSource Space(EmptyDirSpec space) => new() { SizeLimit = space.SizeLimit is { } limit ? new(limit) : null };

    private static V1VolumeMount Mount(string name, string path, SharedStorage storage) =>
        new() { Name = name, MountPath = path, ReadOnlyProperty = storage.ReadOnly ? true : null };

    /// <summary>
    /// A folder that a worker takes for a miner's repository: address, token, and the entry <c>keystore</c> that tells one (protocol spec 1.5). The
    /// kubelet writes a changed token into it, and the worker reads it anew, so that a token is rotated without a restart.
    /// </summary>
    private static V1Volume MinerRepository(MinerSpec miner) => new()
    {
        Name = Miner,
        Projected = new()
        {
            DefaultMode = SecretMode,
            Sources =
            [
                new() { Secret = new() { Name = miner.TokenSecretRef.Name, Items = [new() { Key = miner.TokenSecretRef.Key, Path = "token" }] } },
                new()
                {
                    DownwardAPI = new()
                    {
                        Items =
                        [
                            new() { Path = "api", FieldRef = new() { FieldPath = $"metadata.annotations['{PoolAnnotations.MinerAddress}']" } },
                            new() { Path = "keystore/pod", FieldRef = new() { FieldPath = "metadata.name" } },
                        ],
                    },
                },
            ],
        },
    };
}
