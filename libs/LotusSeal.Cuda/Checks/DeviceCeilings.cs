namespace LotusSeal.Cuda.Checks;

/// <summary>What a device was measured to do at most.</summary>
/// <param name="WideProductsPerSecond">Products of two 32-bit limbs, added with their carries.</param>
/// <param name="UploadBytesPerSecond">Copies from pinned memory of the host.</param>
/// <param name="DownloadBytesPerSecond">Copies to pinned memory of the host.</param>
public sealed record DeviceCeilings(double WideProductsPerSecond, double UploadBytesPerSecond, double DownloadBytesPerSecond)
{
    /// <summary>How near to them some work came.</summary>
    /// <param name="wideProducts">Products of limbs that it needs.</param>
    /// <param name="uploaded">Bytes that it brings to the device.</param>
    /// <param name="downloaded">Bytes that it brings back.</param>
    /// <param name="seconds">What it took.</param>
    public Roofline Under(double wideProducts, long uploaded, long downloaded, double seconds) => new(wideProducts, uploaded, downloaded,
        wideProducts / WideProductsPerSecond / seconds, (uploaded / UploadBytesPerSecond + downloaded / DownloadBytesPerSecond) / seconds);
}
