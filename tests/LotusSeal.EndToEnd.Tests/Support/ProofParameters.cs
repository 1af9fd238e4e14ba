namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>Parameters of 2 KiB sectors, which take minutes to make: by hand, once, for all tests that prove.</summary>
internal static class ProofParameters
{
    private const string Variable = "LOTUSSEAL_PARAMETERS";

    /// <summary>Their folder; skips the test where there are none.</summary>
    public static string FolderOrSkip()
    {
        string folder = Environment.GetEnvironmentVariable(Variable) ?? Path.Combine(Repository.Root, ".build", "parameters");
        if (!Directory.Exists(folder) || !Directory.EnumerateFiles(folder, "v28-stacked-proof-of-replication-*.vk").Any())
        {
            Assert.Skip($"there are no parameters in {folder} (set {Variable} to another folder); "
                + $"lotus-seal-worker proofs params generate --proof-type StackedDrg2KiBV1_1 --dir {folder} makes them");
        }

        return folder;
    }
}
