using System.Globalization;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>What a test draws at random. Thread-safe.</summary>
/// <remarks>
/// A failure names the seed; LOTUSSEAL_LABEL_SEED repeats its choices, though not the moments. LOTUSSEAL_LABEL_ROUNDS makes more rounds.
/// </remarks>
internal sealed class Choices(int seed)
{
    private const string SeedVariable = "LOTUSSEAL_LABEL_SEED", RoundsVariable = "LOTUSSEAL_LABEL_ROUNDS";
    private const int UsualRounds = 3;
    private readonly Random _random = new(seed);

    /// <summary>Runs a test some times, each with a seed of its own.</summary>
    public static async Task RunAsync(Func<Choices, Task> test)
    {
        int seed = Number(SeedVariable) ?? Random.Shared.Next(1 << 30), rounds = Number(RoundsVariable) ?? UsualRounds;
        for (int round = 0; round < rounds; round++)
        {
            try
            {
                await test(new Choices(seed + round)).WaitAsync(Patience.Limit, SealedSector.Token);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                Assert.Fail($"{SeedVariable}={(seed + round).ToString(CultureInfo.InvariantCulture)}: {e}");
            }
        }
    }

    public int Next(int below)
    {
        lock (_random) return _random.Next(below);
    }

    /// <summary>Once in so many times.</summary>
    public void Once(int times, Action action)
    {
        if (Next(times) == 0) action();
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : null;
}
