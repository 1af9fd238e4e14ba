using System.Text.Json.Serialization;
using LotusSeal.Cuda.Devices;

namespace LotusSeal.Worker.Gpus;

/// <summary>What a process that works on a GPU is asked for.</summary>
internal enum GpuRequestKind
{
    /// <summary>Which GPUs there are; the result is a <see cref="GpuFindings"/>.</summary>
    Find = 1,

    /// <summary>Whether a GPU gives the known answers; the result is empty.</summary>
    Test = 2,

    /// <summary>PreCommit2 of a sector on a GPU; the result is CommR, then CommD.</summary>
    PreCommit2 = 3,
}

/// <summary>What is to be done.</summary>
/// <param name="Kind">What.</param>
/// <param name="Gpu">Identifier of the GPU (<see cref="CudaDeviceInfo.Uuid"/>); null for all of them.</param>
/// <param name="Sector">The sector of a PreCommit2.</param>
internal sealed record GpuRequest(GpuRequestKind Kind, string? Gpu = null, GpuSector? Sector = null);

/// <summary>The GPUs that the driver shows.</summary>
/// <param name="Gpus">The GPUs in the driver's order.</param>
/// <param name="Reason">Why there are none, for a person.</param>
internal sealed record GpuFindings(IReadOnlyList<CudaDeviceInfo> Gpus, string? Reason);

/// <summary>The forms in which they travel.</summary>
[JsonSerializable(typeof(GpuRequest))]
[JsonSerializable(typeof(GpuFindings))]
internal sealed partial class GpuJson : JsonSerializerContext;
