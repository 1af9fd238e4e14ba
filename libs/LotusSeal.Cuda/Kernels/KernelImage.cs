using System.IO.Compression;

namespace LotusSeal.Cuda.Kernels;

/// <summary>Kernels as PTX, which every driver compiles for its device. A build without clang has none.</summary>
internal sealed class KernelImage
{
    /// <summary>Hashes and encoding.</summary>
    public static readonly KernelImage Sealing = new("kernels.ptx.gz");

    /// <summary>Sums of points and transforms.</summary>
    public static readonly KernelImage Proofs = new("proofs.ptx.gz");

    private readonly string _resource;

    private KernelImage(string resource) => _resource = resource;

    /// <summary>In tests an image for the simulated driver, which has the kernels already.</summary>
    internal static byte[]? Replacement { get; set; }

    /// <summary>Whether this program was built with kernels.</summary>
    public static bool Exists => Replacement is not null || typeof(KernelImage).Assembly.GetManifestResourceInfo(Sealing._resource) is not null;

    /// <summary>The text with the zero byte that the driver asks for.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public byte[] Read()
    {
        if (Replacement is not null) return Replacement;
        using Stream packed = typeof(KernelImage).Assembly.GetManifestResourceStream(_resource)
            ?? throw new InvalidOperationException("This program was built without CUDA kernels.");
        using GZipStream text = new(packed, CompressionMode.Decompress);
        using MemoryStream image = new();
        text.CopyTo(image);
        image.WriteByte(0);
        return image.ToArray();
    }
}
