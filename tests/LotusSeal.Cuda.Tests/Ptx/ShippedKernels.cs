using System.Text;
using LotusSeal.Cuda.Kernels;

namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>The PTX that is in the assembly, whatever tests have put in its place; empty where the build has none.</summary>
internal static class ShippedKernels
{
    /// <summary>Hashes and encoding.</summary>
    public static PtxModule Sealing { get; } = new(Read(KernelImage.Sealing));

    /// <summary>Sums and transforms.</summary>
    public static PtxModule Proofs { get; } = new(Read(KernelImage.Proofs));

    /// <summary>Skips the test where the build has none.</summary>
    public static void Need()
    {
        if (!Sealing.Kernels.Any()) Assert.Skip("This build has no kernels: clang 19 is not installed.");
    }

    private static string Read(KernelImage image)
    {
        byte[]? replacement = KernelImage.Replacement;
        KernelImage.Replacement = null;
        try
        {
            return KernelImage.Exists ? Encoding.ASCII.GetString(image.Read()).TrimEnd('\0') : "";
        }
        finally
        {
            KernelImage.Replacement = replacement;
        }
    }
}
