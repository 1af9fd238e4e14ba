using System.Text;
using LotusSeal.Cuda.Kernels;

namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>The PTX that is in the assembly, whatever tests have put in its place.</summary>
internal static class ShippedKernels
{
    /// <summary>Its text, empty where the build has none.</summary>
    public static string Read(KernelImage image)
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

    /// <summary>Skips the test where the build has none.</summary>
    public static void Need(string text)
    {
        if (text.Length == 0) Assert.Skip("This build has no kernels: clang 19 is not installed.");
    }
}
