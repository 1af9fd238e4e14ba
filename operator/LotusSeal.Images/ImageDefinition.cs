namespace LotusSeal.Images;

/// <summary>One of our images: what <c>Dockerfile.NAME</c> says where there is a Docker engine.</summary>
/// <param name="Name">Of the program, and of the image.</param>
/// <param name="Title">What it is, in a few words.</param>
internal sealed record ImageDefinition(string Name, string Title)
{
    /// <summary>User and group of Lotus' images, and of ours.</summary>
    public const int User = 532;

    private const string SearchPath = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// <summary>The images that there are.</summary>
    public static IReadOnlyList<ImageDefinition> All { get; } =
    [
        new("lotus-seal-worker", "Sealing worker for Lotus storage miners")
        {
            // NVIDIA's runtime gives a container the driver's parts that this names: libcuda and NVML. Which GPUs is not the image's to say.
            Environment =
            [
                "LOTUS_WORKER_PATH=/var/lib/lotus-worker", "FIL_PROOFS_PARAMETER_CACHE=/var/tmp/filecoin-proof-parameters",
                "NVIDIA_DRIVER_CAPABILITIES=compute,utility",
            ],
            DataFolder = "var/lib/lotus-worker",
            Ports = [3456],
        },
        new("lotus-seal-operator", "Operator for pools of sealing workers") { Ports = [8080, 9443] },
        new("lotus-seal-devminer", "Development miner without a chain, to try and test sealing workers")
        {
            Environment = ["LOTUS_MINER_PATH=/var/lib/lotus-miner"],
            DataFolder = "var/lib/lotus-miner",
            Ports = [2345],
        },
    ];

    /// <summary>Variables beside the search path, <c>NAME=value</c>.</summary>
    public IReadOnlyList<string> Environment { get; init; } = [];

    /// <summary>A folder that the user owns, and that is a volume, without a leading slash; null for none.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Ports that it listens on.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>The name with registry and tag. A name without a registry would be taken for one of Docker's.</summary>
    public string Reference(ImageArchitecture architecture) => $"localhost/lotusseal/{Name}:{architecture.Tag}";

    /// <summary>The program in the image.</summary>
    public string EntryPoint => $"/usr/local/bin/{Name}";

    /// <summary>All variables.</summary>
    public IEnumerable<string> Variables => [SearchPath, $"SSL_CERT_DIR=/{BaseLayer.CertificateFolder}", .. Environment];

    /// <summary>The image of a name; null when there is none.</summary>
    public static ImageDefinition? Find(string name) => All.FirstOrDefault(image => image.Name == name);
}
