namespace LotusSeal.Cuda.Checks;

/// <summary>
/// How near some work came to what its device was measured to do in the same run. Where copies and products do not overlap, both shares add up to
/// what is explained of the time.
/// </summary>
/// <param name="WideProducts">Products of limbs that it needs.</param>
/// <param name="UploadedBytes">Bytes that it brings to the device.</param>
/// <param name="DownloadedBytes">Bytes that it brings back.</param>
/// <param name="ShareOfPeak">What the products take at the peak, as a part of the time.</param>
/// <param name="ShareOfBus">What the copies take at the speed of the bus, as a part of the time.</param>
public sealed record Roofline(double WideProducts, long UploadedBytes, long DownloadedBytes, double ShareOfPeak, double ShareOfBus);
