using LotusSeal.Cuda.Checks;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Proofs;

/// <summary>Takes the time of every launch by two events in the stream; they are kept until somebody asks.</summary>
internal sealed class KernelClock : IDisposable
{
    private readonly List<(string Kernel, CudaEvent Start, CudaEvent End)> _launches = [];

    /// <summary>Takes the time of a launch.</summary>
    public void Launch(string kernel, CUstream stream, Action launch)
    {
        CudaEvent start = new(CUEventFlags.Default), end = new(CUEventFlags.Default);
        _launches.Add((kernel, start, end));
        start.Record(stream);
        launch();
        end.Record(stream);
    }

    /// <summary>The launches so far, by kernel; waits for them.</summary>
    public IReadOnlyList<KernelTime> Read() => [.. _launches.GroupBy(launch => launch.Kernel)
        .Select(launches => new KernelTime(launches.Key, launches.Count(), launches.Sum(launch => Seconds(launch.Start, launch.End))))
        .OrderByDescending(time => time.Seconds)];

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((_, CudaEvent start, CudaEvent end) in _launches)
        {
            start.Dispose();
            end.Dispose();
        }

        _launches.Clear();
    }

    private static double Seconds(CudaEvent start, CudaEvent end)
    {
        end.Synchronize();
        return CudaEvent.ElapsedTime(start, end) / 1000.0;
    }
}
