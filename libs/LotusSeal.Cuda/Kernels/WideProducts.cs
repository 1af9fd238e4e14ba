namespace LotusSeal.Cuda.Kernels;

/// <summary>How many products of two 32-bit limbs a hash needs: what a device is measured by.</summary>
internal static class WideProducts
{
    private const int Limbs = 8, Row = 8, Reduction = 6, Product = Limbs * (Row + Reduction), SBox = 3 * Product;

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
