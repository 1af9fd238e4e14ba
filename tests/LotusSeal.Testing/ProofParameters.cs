namespace LotusSeal.Testing;

/// <summary>Parameters of 2 KiB sectors, which take minutes to make: by hand, once, for all tests that prove.</summary>
public static class ProofParameters
{
    private const string Variable = "LOTUSSEAL_PARAMETERS";

    /// <summary>Their folder; skips the test where there are none.</summary>
    /// <param name="updates">Whether those of updates must be there too.</param>
    public static string FolderOrSkip(bool updates = false)
    {
        string folder = Environment.GetEnvironmentVariable(Variable) ?? Path.Combine(Repository.Root, ".build", "parameters");
        Require(folder, "v28-stacked-proof-of-replication-*.vk", "--proof-type StackedDrg2KiBV1_1");
        if (updates) Require(folder, "v28-empty-sector-update-*.vk", "--update-proof-type StackedDrg2KiBV1");
        return folder;
    }

    private static void Require(string folder, string key, string type)
    {
        if (Directory.Exists(folder) && Directory.EnumerateFiles(folder, key).Any()) return;
        Assert.Skip($"there are no parameters {key} in {folder} (set {Variable} to another folder); "
            + $"lotus-seal-worker proofs params generate {type} --dir {folder} makes them");
    }
}
