using LotusSeal.Cuda.Tests.Ptx;

namespace LotusSeal.Cuda.Tests.Costs;

/// <summary>What an operation costs a thread; where a thread does several at once, a part of it.</summary>
/// <param name="WideProducts">Products of two limbs.</param>
/// <param name="Instructions">All instructions, such a product as one.</param>
/// <param name="Memory">Loads and stores among them.</param>
internal readonly record struct OperationCost(double WideProducts, double Instructions, double Memory)
{
    /// <summary>Of a thread that does so many.</summary>
    public static OperationCost Of(PtxTally thread, int operations = 1) => new(
        (double)thread.WideProducts / operations, (double)thread.Instructions / operations, (double)thread.Memory / operations);

    /// <summary>Of one, from threads that differ by it alone.</summary>
    public static OperationCost Between(PtxTally without, PtxTally with) => new(
        with.WideProducts - without.WideProducts, with.Instructions - without.Instructions, with.Memory - without.Memory);
}
