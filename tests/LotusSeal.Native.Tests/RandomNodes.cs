namespace LotusSeal.Native.Tests;

/// <summary>Random canonical field elements, reproducible from a seed that is printed.</summary>
public sealed class RandomNodes
{
    private readonly Random _random;

    public RandomNodes(int? seed = null)
    {
        int value = seed ?? Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {value}");
        _random = new Random(value);
    }

    public int Next(int limit) => _random.Next(limit);

    /// <summary>Fills whole nodes with values below r: the top byte stays under 0x73, except for some that are r - 1.</summary>
    public void Fill(Span<byte> nodes)
    {
        _random.NextBytes(nodes);
        for (int i = 0; i < nodes.Length; i += 32)
        {
            nodes[i + 31] %= 0x73;
            if (_random.Next(16) == 0) Convert.FromHexString("00000000fffffffffe5bfeff02a4bd5305d8a10908d83933487d9d2953a7ed73").CopyTo(nodes[i..]);
            if (_random.Next(16) == 0) nodes.Slice(i, 32).Clear();
        }
    }
}
