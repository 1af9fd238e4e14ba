using System.Text.Json.Serialization;
using LotusSeal.Cuda.Devices;
using LotusSeal.Sealing.Backends;

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

    /// <summary>An update of a sealed sector on a GPU; the result is the new CommR, then CommD.</summary>
    Encode = 4,

    /// <summary>The sealed file of an updated sector, made anew on a GPU; the result is empty.</summary>
    RegenerateKey = 5,
}

/// <summary>What is to be done.</summary>
/// <param name="Kind">What.</param>
/// <param name="Gpu">Identifier of the GPU (<see cref="CudaDeviceInfo.Uuid"/>); null for all of them.</param>
/// <param name="Sector">The sector of a PreCommit2.</param>
/// <param name="Update">The update of an <see cref="GpuRequestKind.Encode"/>.</param>
/// <param name="Key">The sealed file of a <see cref="GpuRequestKind.RegenerateKey"/>.</param>
internal sealed record GpuRequest(GpuRequestKind Kind, string? Gpu = null, GpuSector? Sector = null, GpuUpdate? Update = null,
    GpuSectorKey? Key = null)
{
    /// <summary>What fails where the process fails.</summary>
    public BackendStage Stage => Kind is GpuRequestKind.Encode or GpuRequestKind.RegenerateKey ? BackendStage.Update : BackendStage.Replica;
}

/// <summary>The GPUs that the driver shows.</summary>
/// <param name="Gpus">The GPUs in the driver's order.</param>
/// <param name="Reason">Why there are none, for a person.</param>
internal sealed record GpuFindings(IReadOnlyList<CudaDeviceInfo> Gpus, string? Reason);

/// <summary>The forms in which they travel.</summary>
[JsonSerializable(typeof(GpuRequest))]
[JsonSerializable(typeof(GpuFindings))]
internal sealed partial class GpuJson : JsonSerializerContext;
