using System.Globalization;
using LotusSeal.Cuda.Checks;
using LotusSeal.Cuda.Tests.Costs;
using LotusSeal.Cuda.Tests.Ptx;
using LotusSeal.Cuda.Tests.Support;

namespace LotusSeal.Cuda.Tests;

/// <summary>What operations of the kernels that ship cost, counted without a device: whoever makes one dearer says so in the budgets.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class OperationCostTests
{
    /// <summary>Compilers differ in moves and addresses; products are written down one by one in the sources.</summary>
    private const double Slack = 0.02;

    private static readonly Lazy<IReadOnlyDictionary<string, OperationCost>> Costs = new(OperationCosts.Measure);

    public OperationCostTests() => ShippedKernels.Need();

    [Fact]
    public void Operations_cost_what_the_budgets_say()
    {
        IReadOnlyDictionary<string, OperationCost> budgets = OperationBudgets.Read();
        string[] different = [.. Costs.Value.Where(cost => !budgets.TryGetValue(cost.Key, out OperationCost budget) || !IsWithin(cost.Value, budget))
            .Select(cost => OperationBudgets.Line(cost.Key, cost.Value))];
        Assert.True(different.Length == 0, $"native/budgets/operations.txt does not say:\n{string.Join('\n', different)}");
        Assert.Equal(Costs.Value.Keys.Order(), budgets.Keys.Order());
    }

    [Theory, InlineData(2), InlineData(8), InlineData(11)]
    public void Shares_of_the_peak_are_by_the_products_that_a_hash_executes(int arity) =>
        Assert.Equal(Costs.Value[$"poseidon_{arity}"].WideProducts, DeviceRates.WideProductsOf(arity));

    [Fact]
    public void The_peak_is_by_the_products_that_its_kernel_executes() =>
        Assert.Equal(DeviceRates.WideProductsOfRound, Costs.Value["wide_products"].WideProducts);

    [Theory]
    [InlineData("Poseidon 2, {0} wide products", "poseidon_2")]
    [InlineData("Poseidon 8, {0} wide products", "poseidon_8")]
    [InlineData("Poseidon 11, {0} wide products", "poseidon_11")]
    [InlineData("`add_segments_1`, 2^24 additions of points at {0} wide products", "add_segments_1")]
    [InlineData("`add_segments_2`, 2^24 additions at {0} |", "add_segments_2")]
    public void Figures_of_the_page_are_by_these_products(string text, string operation)
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "benchmarks.md"));
        string products = Costs.Value[operation].WideProducts.ToString("N0", CultureInfo.InvariantCulture);
        Assert.Contains(string.Format(CultureInfo.InvariantCulture, text, products), page, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_takes_the_halves_of_a_product_apart()
    {
        foreach (PtxProgram program in ShippedKernels.Sealing.All().Concat(ShippedKernels.Proofs.All()))
        {
            PtxInstruction? carried = null;
            foreach (PtxInstruction instruction in program.Instructions.Where(instruction => instruction.UsesCarry))
            {
                if (instruction.EndsWideProduct)
                    Assert.True(carried is { BeginsWideProduct: true } && carried.Operands[1..3].SequenceEqual(instruction.Operands[1..3]),
                        $"an upper half stands behind {carried?.Name}");
                carried = instruction;
            }
        }
    }

    private static bool IsWithin(OperationCost cost, OperationCost budget) => cost.WideProducts == budget.WideProducts
        && IsNear(cost.Instructions, budget.Instructions) && IsNear(cost.Memory, budget.Memory);

    /// <summary>Neither above nor far below, so that the next change is compared with what there is; the file has two decimals.</summary>
    private static bool IsNear(double cost, double budget) => Math.Abs(cost - budget) <= Math.Max(0.01, Slack * budget);
}
