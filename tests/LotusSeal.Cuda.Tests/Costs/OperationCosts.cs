using System.Runtime.CompilerServices;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Kernels;
using LotusSeal.Cuda.Tests.Ptx;
using LotusSeal.Native.Tests.Proving;

namespace LotusSeal.Cuda.Tests.Costs;

/// <summary>Costs of operations in the PTX that ships: threads are executed instruction by instruction, loops as often as they run.</summary>
internal static class OperationCosts
{
    private const int Log2 = 3, Bits = 6, Windows = 43, MemoryBytes = 1 << 18;

    /// <summary>Every operation, by the name that the budgets have for it.</summary>
    public static IReadOnlyDictionary<string, OperationCost> Measure()
    {
        PtxModule sealing = ShippedKernels.Sealing, proofs = ShippedKernels.Proofs;
        SortedDictionary<string, OperationCost> costs = new(StringComparer.Ordinal)
        {
            ["multiply_fr"] = Element(sealing, "multiply_fr", arrays: 4),
            ["multiply_fp"] = Element(sealing, "multiply_fp", arrays: 4, Fp.Size),
            ["encode"] = Element(sealing, "encode", arrays: 3),
            ["encode_update"] = Update(sealing),
            ["wide_products"] = OperationCost.Between(WideRounds(sealing, 1), WideRounds(sealing, 2)),
            ["multiply_values"] = Element(proofs, "multiply_values", arrays: 3),
            ["divide_values"] = Element(proofs, "divide_values", arrays: 4),
            ["add_segments_1"] = OperationCost.Between(Segment(proofs, G1.Generator, "_1", 3), Segment(proofs, G1.Generator, "_1", 4)),
            ["add_segments_2"] = OperationCost.Between(Segment(proofs, G2.Generator, "_2", 3), Segment(proofs, G2.Generator, "_2", 4)),
            ["fold_parts_1"] = OperationCost.Of(Fold(proofs, G1.Generator, "_1")),
            ["fold_parts_2"] = OperationCost.Of(Fold(proofs, G2.Generator, "_2")),
        };
        foreach (PoseidonShape shape in (PoseidonShape[])[PoseidonShape.Arity2, PoseidonShape.Arity8, PoseidonShape.Arity11])
            costs.Add($"poseidon_{shape.Arity}", Hash(sealing, shape));
        foreach (string direction in (string[])["down", "up"])
            for (int stages = 1; stages <= 3; stages++)
                costs.Add($"{direction}_{stages}", Transform(proofs, $"{direction}_{stages}", stages));
        foreach (string kernel in (string[])["scale_reversed", "scale_in_order"]) costs.Add(kernel, Scale(proofs, kernel));
        foreach (string kernel in (string[])["count_digits", "place_digits"]) costs.Add(kernel, Digits(proofs, kernel));
        return costs;
    }

    /// <summary>A hash.</summary>
    private static OperationCost Hash(PtxModule module, PoseidonShape shape)
    {
        uint[] table = PoseidonTable.Create(shape);
        PtxMachine machine = new(module, MemoryBytes, shape.Width * Digest.Size);
        return OperationCost.Of(machine.Run($"poseidon_{shape.Arity}", machine.Put<uint>(table), machine.Put(Numbers(shape.Arity)), 2,
            (ulong)(2 * shape.Arity), machine.Take(Digest.Size), 1));
    }

    /// <summary>A node of an update.</summary>
    private static OperationCost Update(PtxModule module)
    {
        PtxMachine machine = new(module, MemoryBytes);
        TableWriter constants = new();
        constants.Modulus();
        constants.Element(Numbers(1)[0]);
        ulong key = machine.Put(Numbers(1));
        return OperationCost.Of(machine.Run("encode_update", machine.Put<uint>(constants.ToArray()), 0, 1, key, key, machine.Take(Fr.Size), 1));
    }

    private static PtxTally WideRounds(PtxModule module, ulong rounds)
    {
        PtxMachine machine = new(module, MemoryBytes);
        return machine.Run("wide_products", machine.Put(Numbers(1)), machine.Take(Fr.Size), rounds);
    }

    /// <summary>A stage for an element.</summary>
    private static OperationCost Transform(PtxModule module, string kernel, int stages)
    {
        PtxMachine machine = new(module, MemoryBytes);
        int size = 1 << Log2;
        PtxTally thread = machine.Run(kernel, machine.Put(Fr.Modulus), machine.Put(Numbers(size / 2 + 1)), machine.Put(Numbers(size)), Log2,
            (ulong)stages, 1);
        return OperationCost.Of(thread, stages << stages);
    }

    private static OperationCost Scale(PtxModule module, string kernel)
    {
        PtxMachine machine = new(module, MemoryBytes);
        ulong modulus = machine.Put(Fr.Modulus), table = machine.Put(Numbers(1 << Log2)), values = machine.Put(Numbers(1 << Log2));
        ulong[] ordered = kernel == "scale_in_order" ? [machine.Take(Fr.Size << Log2)] : [];
        return OperationCost.Of(machine.Run(kernel, [modulus, table, table, Log2, values, .. ordered, Log2, 1]));
    }

    /// <summary>A scalar of full size.</summary>
    private static OperationCost Digits(PtxModule module, string kernel)
    {
        PtxMachine machine = new(module, MemoryBytes);
        ulong modulus = machine.Put(Fr.Modulus), scalars = machine.Put<Fr>([Fr.FromUInt64(2).Inverse()]);
        ulong bounds = machine.Put(new uint[Windows << (Bits - 1)]);
        ulong[] entries = kernel == "place_digits" ? [machine.Take(Windows * sizeof(uint))] : [];
        return OperationCost.Of(machine.Run(kernel, [modulus, scalars, Bits, Windows, bounds, .. entries, 1]));
    }

    /// <summary>The sum of so many points, all of a bucket; two differ by an addition.</summary>
    private static PtxTally Segment<TField>(PtxModule module, AffinePoint<TField> generator, string group, int count)
        where TField : unmanaged, IField<TField>
    {
        PtxMachine machine = new(module, MemoryBytes);
        Fr[] multiples = [.. Enumerable.Range(0, count).Select(i => Fr.FromUInt64((ulong)(10 + 7 * i)))];
        AffinePoint<TField>[] points = new FixedBase<TField>(generator).Multiply(multiples);
        ulong constants = CurveConstants.Put(machine), all = machine.Put<AffinePoint<TField>>(points);
        ulong entries = machine.Put<uint>([.. Enumerable.Range(0, count).Select(i => (uint)i)]), bounds = machine.Put<uint>([(uint)count]);
        ulong sums = machine.Take(4 * Unsafe.SizeOf<TField>()), heads = machine.Take(4 * Unsafe.SizeOf<TField>());
        return machine.Run($"add_segments{group}", constants, all, entries, bounds, 1, (ulong)count, sums, heads, machine.Take(sizeof(uint)), 1);
    }

    /// <summary>An addition of two sums.</summary>
    private static PtxTally Fold<TField>(PtxModule module, AffinePoint<TField> generator, string group)
        where TField : unmanaged, IField<TField>
    {
        PtxMachine machine = new(module, MemoryBytes);
        AffinePoint<TField>[] points = new FixedBase<TField>(generator).Multiply([Fr.FromUInt64(10), Fr.FromUInt64(17)]);
        TField[] sums = [.. points.SelectMany(point => (TField[])[point.X, point.Y, TField.One, TField.One])];
        return machine.Run($"fold_parts{group}", CurveConstants.Put(machine), machine.Put<TField>(sums), 1);
    }

    /// <summary>A thread of a kernel whose arguments are arrays of one element, whatever is in them, and their length.</summary>
    private static OperationCost Element(PtxModule module, string kernel, int arrays, int size = Fr.Size)
    {
        PtxMachine machine = new(module, MemoryBytes);
        return OperationCost.Of(machine.Run(kernel, [.. Enumerable.Range(0, arrays).Select(_ => machine.Take(size)), 1]));
    }

    private static ReadOnlySpan<Fr> Numbers(int count) => Enumerable.Range(1, count).Select(ProverNumbers.Random).ToArray();
}
