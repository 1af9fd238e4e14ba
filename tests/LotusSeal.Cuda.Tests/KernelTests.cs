using System.Numerics;
using System.Runtime.InteropServices;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Kernels;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Sealing.Poseidon;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Tests;

/// <summary>Each kernel, compiled for the host, against the definition.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class KernelTests : IDisposable
{
    private const int Seed = 7;
    private static readonly BigInteger ScalarOrder = BigInteger.Parse("073eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001",
        System.Globalization.NumberStyles.HexNumber, null);

    private static readonly BigInteger BaseOrder = BigInteger.Parse(
        "01a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab",
        System.Globalization.NumberStyles.HexNumber, null);

    private readonly CudaDevice _device;
    private readonly CudaStream _stream;

    public KernelTests()
    {
        SimulatedDriver.Start();
        _device = new CudaDevice(CudaDeviceInfo.FindAll()[0]);
        _stream = new CudaStream(CUStreamFlags.NonBlocking);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _device.Dispose();
    }

    [Theory, InlineData(2), InlineData(8), InlineData(11)]
    public void Poseidon_gives_the_digests_of_the_definition(int arity)
    {
        // One more than a block, and one less than two: the last threads have nothing to do.
        const int Count = 2 * HashKernel.BlockThreads - 1;
        byte[] nodes = new byte[Count * arity * Digest.Size], expected = new byte[Count * Digest.Size];
        Random random = new(Seed);
        random.NextBytes(nodes);
        for (int top = Digest.Size - 1; top < nodes.Length; top += Digest.Size) nodes[top] %= 0x73;
        // Zero, and the largest element, in every place.
        nodes.AsSpan(0, arity * Digest.Size).Clear();
        for (int i = 0; i < arity; i++) WriteLargest(nodes.AsSpan((arity + i) * Digest.Size, Digest.Size));
        PoseidonHasher hasher = new(arity);
        for (int i = 0; i < Count; i++)
            hasher.Hash(nodes.AsSpan(i * arity * Digest.Size, arity * Digest.Size), expected.AsSpan(i * Digest.Size, Digest.Size));

        using CudaDeviceVariable<byte> input = DeviceArray.Of(nodes), output = new(expected.Length);
        _device.Poseidon(arity).Row(_stream.Stream, input.DevicePointer, output.DevicePointer, Count);
        _stream.Synchronize();
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(DeviceArray.Read(output)));
    }

    [Fact]
    public void Products_of_both_fields_are_those_of_long_integers()
    {
        AssertProducts("multiply_fr", ScalarOrder, limbs: 8);
        AssertProducts("multiply_fp", BaseOrder, limbs: 12);
    }

    [Fact]
    public void Constants_are_not_longer_than_an_instruction_reads()
    {
        foreach (PoseidonShape shape in (PoseidonShape[])[PoseidonShape.Arity2, PoseidonShape.Arity8, PoseidonShape.Arity11])
            Assert.Equal(0, PoseidonTable.Create(shape).Length % 4);
    }

    private void AssertProducts(string name, BigInteger order, int limbs)
    {
        const int Count = 300;
        BigInteger inverse = BigInteger.ModPow(BigInteger.Pow(2, 32 * limbs), order - 2, order);
        Random random = new(Seed);
        BigInteger[] edges = [0, 1, 2, uint.MaxValue, order - 1, order - 2, order / 2, (BigInteger)uint.MaxValue << 32];
        List<BigInteger> left = [], right = [];
        foreach (BigInteger a in edges)
            foreach (BigInteger b in edges)
                (left, right) = ([.. left, a], [.. right, b]);
        while (left.Count < Count) (left, right) = ([.. left, Any()], [.. right, Any()]);

        using CudaDeviceVariable<uint> modulus = DeviceArray.Of(Limbs(order, limbs)), products = new(Count * limbs),
            lefts = DeviceArray.Of(left.SelectMany(value => Limbs(value, limbs)).ToArray()),
            rights = DeviceArray.Of(right.SelectMany(value => Limbs(value, limbs)).ToArray());
        CudaKernel kernel = _device.Kernel(name);
        kernel.BlockDimensions = 128;
        kernel.GridDimensions = 3;
        kernel.RunAsync(_stream.Stream, modulus.DevicePointer, lefts.DevicePointer, rights.DevicePointer, products.DevicePointer, Count);
        _stream.Synchronize();
        uint[] actual = DeviceArray.Read(products);
        for (int i = 0; i < Count; i++)
            Assert.Equal(Limbs(left[i] * right[i] % order * inverse % order, limbs), actual.AsSpan(i * limbs, limbs).ToArray());

        BigInteger Any()
        {
            byte[] bytes = new byte[limbs * 4 + 9];
            random.NextBytes(bytes);
            return new BigInteger(bytes, isUnsigned: true) % order;
        }
    }

    private static uint[] Limbs(BigInteger value, int limbs)
    {
        uint[] words = new uint[limbs];
        Assert.True(value.TryWriteBytes(MemoryMarshal.AsBytes(words.AsSpan()), out _, isUnsigned: true));
        return words;
    }

    private static void WriteLargest(Span<byte> node) => (ScalarOrder - 1).TryWriteBytes(node, out _, isUnsigned: true);
}
