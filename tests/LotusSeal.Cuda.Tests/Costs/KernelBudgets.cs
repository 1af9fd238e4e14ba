namespace LotusSeal.Cuda.Tests.Costs;

/// <summary>What kernels have and may need: native/budgets, a file for each image.</summary>
internal static class KernelBudgets
{
    /// <summary>The folder of the kernels' sources.</summary>
    public static string Native { get; } = Path.Combine(Repository.Root, "libs", "LotusSeal.Cuda", "native");

    /// <summary>Bytes of shared memory of a block, by kernel.</summary>
    /// <param name="image"><c>kernels</c> or <c>proofs</c>.</param>
    public static IReadOnlyDictionary<string, int> SharedMemory(string image) => File
        .ReadLines(Path.Combine(Native, "budgets", $"{image}.txt")).Where(line => line.Length > 0 && line[0] != '#')
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(words => words[0], words => int.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture));
}
