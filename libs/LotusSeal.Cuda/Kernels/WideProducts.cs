namespace LotusSeal.Cuda.Kernels;

/// <summary>How many products of two 32-bit limbs hashes and the arithmetic of proofs need: what a device is measured by.</summary>
internal static class WideProducts
{
    private const int Limbs = 8, Row = 8, Reduction = 6, Product = Limbs * (Row + Reduction), SBox = 3 * Product;

    /// <summary>Limbs of a coordinate, rows of a product of two of them and of its reduction (native/src/fields.h).</summary>
    private const int CoordinateLimbs = 12, CoordinateProduct = CoordinateLimbs * 2 * CoordinateLimbs,
        SumOfTwo = CoordinateLimbs * 3 * CoordinateLimbs;

    /// <summary>Products of coordinates when two sums of points are added (native/src/curve.h).</summary>
    private const int ProductsOfSums = 14;

    /// <summary>A product of scalars.</summary>
    public const int OfScalars = Product;

    /// <summary>A point of the first group is added to a sum: eight products and one of two with one reduction.</summary>
    public const int OfFirstPoint = 8 * CoordinateProduct + SumOfTwo;

    /// <summary>A point of the second group is added: ten products, each of them two sums of two.</summary>
    public const int OfSecondPoint = 10 * 2 * SumOfTwo;

    /// <summary>Two sums of points of the first group are added.</summary>
    public const int OfFirstSums = ProductsOfSums * CoordinateProduct;

    /// <summary>Two sums of points of the second group are added.</summary>
    public const int OfSecondSums = ProductsOfSums * 2 * SumOfTwo;

    /// <summary>Counted from native/src/poseidon.h.</summary>
    public static long OfHash(PoseidonShape shape, int partialRounds)
    {
        int width = shape.Width, smallSum = shape.EntryLimbs * (Row * width + Reduction);
        long boxes = (8L * width - 1 + partialRounds) * SBox;
        long mixes = 6L * width * smallSum + smallSum + (long)width * Sum(width);
        long group = (width - 1) * Sum(shape.Group);
        for (int round = 0; round < shape.Group; round++) group += Sum(width + round);
        return boxes + mixes + partialRounds / shape.Group * group + Product;
    }

    /// <summary>A sum of products of elements, with its reduction.</summary>
    private static long Sum(int terms) => Limbs * (Row * (long)terms + Reduction);
}
