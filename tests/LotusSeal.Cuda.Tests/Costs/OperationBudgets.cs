using System.Globalization;

namespace LotusSeal.Cuda.Tests.Costs;

/// <summary>What operations may cost: native/budgets/operations.txt.</summary>
internal static class OperationBudgets
{
    private static readonly string File = Path.Combine(Repository.Root, "libs", "LotusSeal.Cuda", "native", "budgets", "operations.txt");

    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperationCost> Read() => System.IO.File.ReadLines(File)
        .Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(words => words[0], words => new OperationCost(Number(words[1]), Number(words[2]), Number(words[3])));

    /// <summary>A line of the file.</summary>
    public static string Line(string name, OperationCost cost) => string.Create(CultureInfo.InvariantCulture,
        $"{name,-16} {cost.WideProducts,8:0.##} {cost.Instructions,9:0.##} {cost.Memory,7:0.##}");

    private static double Number(string word) => double.Parse(word, CultureInfo.InvariantCulture);
}
