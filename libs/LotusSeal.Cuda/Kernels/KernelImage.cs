using System.IO.Compression;

namespace LotusSeal.Cuda.Kernels;

/// <summary>The kernels as PTX, which every driver compiles for its device. A build without clang has none.</summary>
internal static class KernelImage
{
    private const string Resource = "kernels.ptx.gz";

    /// <summary>In tests an image for the simulated driver, which has the kernels already.</summary>
    internal static byte[]? Replacement { get; set; }

    /// <summary>Whether this program was built with kernels.</summary>
    public static bool Exists => Replacement is not null || typeof(KernelImage).Assembly.GetManifestResourceInfo(Resource) is not null;

    /// <summary>The text with the zero byte that the driver asks for.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public static byte[] Read()
    {
        if (Replacement is not null) return Replacement;
        using Stream packed = typeof(KernelImage).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException("This program was built without CUDA kernels.");
        using GZipStream text = new(packed, CompressionMode.Decompress);
        using MemoryStream image = new();
        text.CopyTo(image);
        image.WriteByte(0);
        return image.ToArray();
    }
}
