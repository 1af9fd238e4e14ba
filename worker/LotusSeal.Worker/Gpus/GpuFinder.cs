using System.Text.Json;
using LotusSeal.Cuda.Devices;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Children;

namespace LotusSeal.Worker.Gpus;

/// <summary>Finds the GPUs of this machine without a call of the driver in this process: another one asks it.</summary>
/// <param name="start">Makes a process that is started when it is first needed.</param>
internal sealed class GpuFinder(Func<KeptChild> start)
{
    /// <summary>The GPUs in the driver's order, each with a process of its own, which ends when there is nothing to do.</summary>
    /// <param name="note">Told of the GPUs that were found, or why none is used.</param>
    public IReadOnlyList<ChildGpu> Find(Action<string> note)
    {
        KeptChild first = start();
        GpuFindings found = Ask(first);
        foreach (CudaDeviceInfo gpu in found.Gpus) note($"found the GPU {gpu}");
        if (found.Gpus.Count > 0) return [.. found.Gpus.Select((gpu, index) => new ChildGpu(gpu, index == 0 ? first : start()))];
        first.Dispose();
        note($"no GPU is used: {found.Reason ?? "the driver shows no GPU"}");
        return [];
    }

    private static GpuFindings Ask(KeptChild child)
    {
        byte[] request = JsonSerializer.SerializeToUtf8Bytes(new GpuRequest(GpuRequestKind.Find), GpuJson.Default.GpuRequest);
        for (int lost = 0; ;)
        {
            try
            {
                byte[] answer = child.AskAsync(request, ReadOnlyMemory<byte>.Empty, new Progress<PhaseProgress>(), CancellationToken.None)
                    .GetAwaiter().GetResult();
                return JsonSerializer.Deserialize(answer, GpuJson.Default.GpuFindings) ?? new GpuFindings([], null);
            }
            catch (ChildLostException exception)
            {
                if (++lost == ChildGpu.MostLost)
                    return new GpuFindings([], $"{ChildGpu.MostLost} processes in a row that asked the driver failed: {exception.Message}");
            }
            catch (Exception exception) when (exception is JsonException or SealingException)
            {
                return new GpuFindings([], $"the process that asks the driver answers wrongly: {exception.Message}");
            }
        }
    }
}
