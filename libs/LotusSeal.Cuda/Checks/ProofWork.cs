using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Kernels;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Groth16.Domains;

namespace LotusSeal.Cuda.Checks;

/// <summary>Wide products that sums and quotients need, by the kernels that make them; what is little beside them is left out.</summary>
internal static class ProofWork
{
    private const int StagesOfPass = 3, TransformsDown = 4, TransformsUp = 3;

    /// <summary>A sum of multiples.</summary>
    /// <param name="plan">How it is cut up.</param>
    /// <param name="others">Scalars that are neither 0 nor 1.</param>
    /// <param name="ones">Scalars that are 1.</param>
    /// <typeparam name="TField">The field of the coordinates.</typeparam>
    public static Dictionary<string, double> OfSum<TField>(SumPlan plan, int others, int ones)
    {
        bool isFirst = typeof(TField) == typeof(Fp);
        string group = isFirst ? "_1" : "_2";
        double point = isFirst ? WideProducts.OfFirstPoint : WideProducts.OfSecondPoint;
        double sums = isFirst ? WideProducts.OfFirstSums : WideProducts.OfSecondSums;
        double entries = (double)others * plan.Windows + ones, parts = (double)plan.Windows * plan.WindowParts;
        // Each run of buckets counts times its place in the window: a doubling for each bit of that, an addition for every second one.
        double placing = 1.5 * Math.Log2(plan.WindowParts) + Math.Log2(plan.Run);
        return new Dictionary<string, double>
        {
            ["add_segments" + group] = entries * point,
            ["weigh_buckets" + group] = (plan.Buckets + Math.Min(entries, plan.Buckets) + parts * placing) * sums,
            ["fold_parts" + group] = (parts - plan.Windows) * sums,
        };
    }

    /// <summary>A quotient: four transforms down, three up, and what scales between them.</summary>
    public static Dictionary<string, double> OfQuotient(Domain domain)
    {
        double size = domain.Size;
        int whole = domain.Log2 / StagesOfPass, rest = domain.Log2 % StagesOfPass;
        Dictionary<string, double> work = new()
        {
            ["expand_powers"] = size / 2 * WideProducts.OfScalars,
            ["scale_reversed"] = TransformsUp * size * 2 * WideProducts.OfScalars,
            ["scale_in_order"] = size * 2 * WideProducts.OfScalars,
            ["multiply_values"] = size * WideProducts.OfScalars,
            ["divide_values"] = size * WideProducts.OfScalars,
        };
        foreach ((string direction, int transforms) in ((string, int)[])[("down_", TransformsDown), ("up_", TransformsUp)])
        {
            work[$"{direction}{StagesOfPass}"] = transforms * StagesOf(whole * StagesOfPass);
            if (rest > 0) work[$"{direction}{rest}"] = transforms * StagesOf(rest);
        }

        return work;

        double StagesOf(int stages) => stages * size / 2 * WideProducts.OfScalars;
    }
}
