using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Kernels;
using LotusSeal.Sealing.Poseidon;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Checks;

/// <summary>Measures a device with nothing else on it.</summary>
public sealed class DeviceRates : IDisposable
{
    /// <summary>Products of a round of the kernel that measures the peak.</summary>
    internal const int WideProductsOfRound = 64;

    private const int Repetitions = 3, WideThreads = 256, WideRounds = 4_000, Waves = 8, CopiedBytes = 64 << 20;
    private readonly CudaDevice _device;
    private readonly CudaStream _stream;

    /// <summary>Opens the device.</summary>
    public DeviceRates(CudaDeviceInfo info)
    {
        _device = new CudaDevice(info);
        _stream = new CudaStream(CUStreamFlags.NonBlocking);
    }

    /// <summary>Products of two 32-bit limbs, added with their carries, a second: the ceiling for everything here.</summary>
    public double WideProductsPerSecond()
    {
        CudaKernel kernel = _device.Kernel("wide_products");
        kernel.BlockDimensions = WideThreads;
        kernel.GridDimensions = (uint)(_device.Info.Multiprocessors * 4 * Waves);
        long threads = (long)WideThreads * kernel.GridDimensions.x;
        using CudaDeviceVariable<byte> input = Nodes(threads), output = new(threads * Digest.Size);
        double seconds = Time(() => kernel.RunAsync(_stream.Stream, input.DevicePointer, output.DevicePointer, (uint)WideRounds));
        return threads * (double)WideRounds * WideProductsOfRound / seconds;
    }

    /// <summary>Everything that work is held against.</summary>
    public DeviceCeilings Ceilings()
    {
        (double up, double down) = CopiesPerSecond();
        return new DeviceCeilings(WideProductsPerSecond(), up, down);
    }

    /// <summary>Bytes a second between pinned memory and the device: there, and back.</summary>
    internal (double Up, double Down) CopiesPerSecond()
    {
        using CudaPageLockedHostMemory<byte> host = new(CopiedBytes);
        using CudaDeviceVariable<byte> array = new(CopiedBytes);
        double up = Time(() => host.AsyncCopyToDevice(array, 0, 0, CopiedBytes, _stream.Stream));
        double down = Time(() => host.AsyncCopyFromDevice(array, 0, 0, CopiedBytes, _stream.Stream));
        return (CopiedBytes / up, CopiedBytes / down);
    }

    /// <summary>Hashes of columns a second, enough of them to fill the device several times.</summary>
    /// <param name="arity">2, 8 or 11.</param>
    /// <param name="wideProductsPerSecond">The ceiling.</param>
    public HashRate Hashes(int arity, double wideProductsPerSecond)
    {
        HashKernel hash = _device.Poseidon(arity);
        int blocks = hash.Kernel.GetOccupancy();
        int count = Math.Max(1, blocks) * _device.Info.Multiprocessors * HashKernel.BlockThreads * Waves;
        using CudaDeviceVariable<byte> input = Nodes((long)count * arity), output = new((long)count * Digest.Size);
        double seconds = Time(() => hash.Columns(_stream.Stream, input.DevicePointer, count, output.DevicePointer));
        long wide = WideProductsOf(arity);
        double rate = count / seconds;
        return new HashRate(arity, hash.Kernel.Registers, hash.Kernel.LocalMemory, blocks, wide, rate, rate * wide / wideProductsPerSecond);
    }

    /// <summary>Products of limbs of a hash.</summary>
    public static long WideProductsOf(int arity)
    {
        PoseidonShape shape = arity switch { 2 => PoseidonShape.Arity2, 8 => PoseidonShape.Arity8, _ => PoseidonShape.Arity11 };
        return WideProducts.OfHash(shape, PoseidonConstants.ForArity(arity).PartialRounds);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stream.Dispose();
        _device.Dispose();
    }

    /// <summary>Field elements of all sizes; no two columns are equal.</summary>
    private static CudaDeviceVariable<byte> Nodes(long count)
    {
        byte[] nodes = new byte[count * Digest.Size];
        new Random(1).NextBytes(nodes);
        for (long top = Digest.Size - 1; top < nodes.LongLength; top += Digest.Size) nodes[top] &= 0x3f;
        CudaDeviceVariable<byte> array = new(count * Digest.Size);
        array.CopyToDevice(nodes);
        return array;
    }

    /// <summary>The median of some launches, seconds, after one that warms up.</summary>
    private double Time(Action launch)
    {
        using CudaEvent start = new(CUEventFlags.Default), end = new(CUEventFlags.Default);
        List<float> times = [];
        for (int i = 0; i <= Repetitions; i++)
        {
            start.Record(_stream.Stream);
            launch();
            end.Record(_stream.Stream);
            end.Synchronize();
            if (i > 0) times.Add(CudaEvent.ElapsedTime(start, end));
        }
        return times.Order().ElementAt(Repetitions / 2) / 1000;
    }
}
