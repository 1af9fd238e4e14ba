using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Kernels;
using LotusSeal.Cuda.Tests.Ptx;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Cuda.Tests;

/// <summary>
/// The PTX that ships, executed instruction by instruction: the inline chains of carries are what a compilation for the host does not see.
/// </summary>
[Collection(SimulatedDriver.Collection)]
public sealed class PtxTests
{
    private const int Seed = 11, Threads = 2;
    private static readonly PtxModule Module = ShippedKernels.Sealing;

    [Theory, InlineData(2), InlineData(8), InlineData(11)]
    public void Poseidon_gives_the_digests_of_the_definition(int arity)
    {
        ShippedKernels.Need();
        PoseidonShape shape = arity switch { 2 => PoseidonShape.Arity2, 8 => PoseidonShape.Arity8, _ => PoseidonShape.Arity11 };
        byte[] table = MemoryMarshal.AsBytes<uint>(PoseidonTable.Create(shape)).ToArray(), nodes = Nodes(Threads * arity);
        byte[] memory = [.. table, .. nodes, .. new byte[Threads * Digest.Size]];
        byte[] shared = new byte[Threads * shape.Width * Digest.Size];
        ulong digests = (ulong)(table.Length + nodes.Length);
        PtxProgram program = Module.Kernel($"poseidon_{arity}");
        PoseidonHasher hasher = new(arity);
        byte[] expected = new byte[Digest.Size];
        for (int thread = 0; thread < Threads; thread++)
        {
            program.Run(memory, shared, thread, Threads, 0, (ulong)table.Length, 2, (ulong)(2 * arity), digests, Threads);
            hasher.Hash(nodes.AsSpan(thread * arity * Digest.Size, arity * Digest.Size), expected);
            Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(memory.AsSpan((int)digests + thread * Digest.Size, Digest.Size)));
        }
    }

    [Fact]
    public void A_product_is_that_of_the_field()
    {
        ShippedKernels.Need();
        PtxProgram program = Module.Kernel("multiply_fr");
        byte[] modulus = MemoryMarshal.AsBytes<uint>(PoseidonTable.Create(PoseidonShape.Arity2).AsSpan(0, 8)).ToArray(), factors = Nodes(2);
        byte[] memory = [.. modulus, .. factors, .. new byte[Digest.Size]];
        program.Run(memory, [], 0, 1, 0, Digest.Size, 2 * Digest.Size, 3 * Digest.Size, 1);
        // The factors are in Montgomery form for the kernel: left · right / 2^256.
        Fr radix = Fr.FromUInt64(2);
        for (int i = 0; i < 8; i++) radix *= radix;
        byte[] expected = new byte[Digest.Size];
        (Fr.Read(factors.AsSpan(0, Digest.Size)) * Fr.Read(factors.AsSpan(Digest.Size)) * radix.Inverse()).Write(expected);
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(memory.AsSpan(3 * Digest.Size)));
    }

    [Fact]
    public void Encoding_adds()
    {
        ShippedKernels.Need();
        PtxProgram program = Module.Kernel("encode");
        byte[] nodes = Nodes(2), memory = [.. nodes, .. new byte[Digest.Size]], expected = new byte[Digest.Size];
        program.Run(memory, [], 0, 1, 0, Digest.Size, 2 * Digest.Size, 1);
        Fr.AddCanonical(nodes.AsSpan(0, Digest.Size), nodes.AsSpan(Digest.Size), expected);
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(memory.AsSpan(2 * Digest.Size)));
    }

    [Fact]
    public void An_update_adds_the_data_times_the_factor_of_its_run()
    {
        ShippedKernels.Need();
        const int Count = 3, First = 3, RunLog2 = 2, Factors = 2;
        byte[] nodes = Nodes(2 * Count + Factors), keys = nodes[..(Count * Digest.Size)], data = nodes[keys.Length..(2 * keys.Length)];
        // The largest elements: sums and products are reduced.
        Largest.CopyTo(keys);
        Largest.CopyTo(data);
        byte[] last = nodes[(2 * keys.Length)..];
        UpdateFactors factors = new([Fr.Read(last.AsSpan(0, Digest.Size)), Fr.Read(last.AsSpan(Digest.Size))], RunLog2);
        TableWriter table = new();
        table.Modulus();
        foreach (Fr factor in factors.Values) table.Element(factor);
        byte[] constants = MemoryMarshal.AsBytes<uint>(table.ToArray()).ToArray();
        byte[] memory = [.. constants, .. keys, .. data, .. new byte[keys.Length + Digest.Size]];
        ulong keysAt = (ulong)constants.Length, dataAt = keysAt + (ulong)keys.Length, replicaAt = dataAt + (ulong)keys.Length;
        PtxProgram program = Module.Kernel("encode_update");
        // One thread more than there are nodes.
        for (int thread = 0; thread <= Count; thread++)
            program.Run(memory, [], thread, Count + 1, 0, First, RunLog2, keysAt, dataAt, replicaAt, Count);
        byte[] expected = new byte[keys.Length + Digest.Size];
        for (int node = 0; node < Count; node++)
        {
            Span<byte> at = expected.AsSpan(node * Digest.Size, Digest.Size);
            (Fr.Read(keys.AsSpan(node * Digest.Size, Digest.Size))
                + Fr.Read(data.AsSpan(node * Digest.Size, Digest.Size)) * factors[(ulong)(First + node)]).Write(at);
        }
        Assert.Equal(Convert.ToHexString(expected), Convert.ToHexString(memory.AsSpan((int)replicaAt)));
    }

    private static byte[] Largest
    {
        get
        {
            byte[] node = new byte[Digest.Size];
            (Fr.Zero - Fr.One).Write(node);
            return node;
        }
    }

    private static byte[] Nodes(int count)
    {
        byte[] nodes = new byte[count * Digest.Size];
        new Random(Seed).NextBytes(nodes);
        for (int top = Digest.Size - 1; top < nodes.Length; top += Digest.Size) nodes[top] %= 0x73;
        return nodes;
    }
}
