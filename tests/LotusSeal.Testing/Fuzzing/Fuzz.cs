using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace LotusSeal.Testing.Fuzzing;

/// <summary>
/// Feeds a parser with changed forms of valid samples: it must accept or throw its documented exception, soon and without taking much memory.
/// </summary>
/// <remarks>
/// Each run draws a seed; a failure names it, and LOTUSSEAL_FUZZ_SEED repeats the run. LOTUSSEAL_FUZZ_TIMES makes as many times the rounds.
/// </remarks>
public sealed class Fuzz
{
    private const string SeedVariable = "LOTUSSEAL_FUZZ_SEED", TimesVariable = "LOTUSSEAL_FUZZ_TIMES";

    /// <summary>Only an endless loop or a search that grows without measure takes this long for one input, on a busy machine too.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private static readonly int Times = Number(TimesVariable) ?? 1;

    private readonly int _seed = Number(SeedVariable) ?? Random.Shared.Next();

    private readonly Mutator _mutator;

    public Fuzz(params byte[][] samples) => _mutator = new Mutator(new Random(_seed), samples);

    public Fuzz(params string[] samples) : this([.. samples.Select(Encoding.UTF8.GetBytes)])
    {
    }

    /// <summary>Changed inputs per test.</summary>
    public int Rounds { get => field * Times; init; } = 3000;

    /// <summary>Bytes that one input may take, besides a multiple of its own length.</summary>
    public long MaxAllocation { get; init; } = 4 << 20;

    /// <summary>Runs a parser.</summary>
    /// <typeparam name="TException">What its documentation allows it to throw.</typeparam>
    public void Check<TException>(Action<byte[]> parse) where TException : Exception => Check(parse, e => e is TException);

    /// <summary>Runs a parser of text.</summary>
    public void CheckText<TException>(Action<string> parse) where TException : Exception =>
        Check<TException>(input => parse(Encoding.UTF8.GetString(input)));

    /// <summary>Runs a parser that may throw what <paramref name="documented"/> says.</summary>
    public void Check(Action<byte[]> parse, Func<Exception, bool> documented)
    {
        int accepted = 0;
        foreach (byte[] sample in _mutator.Samples) parse(sample);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] input = _mutator.Next();
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            try
            {
                parse(input);
                accepted++;
            }
            catch (Exception e) when (documented(e))
            {
                // Refused, as documented.
            }
            catch (Exception e)
            {
                Assert.Fail($"{Describe(round, input)}\n{e}");
            }

            long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated > MaxAllocation + 64L * input.Length) Assert.Fail($"{Describe(round, input)}\ntook {allocated} bytes of memory");
            if (Stopwatch.GetElapsedTime(start) > Limit) Assert.Fail($"{Describe(round, input)}\ntook {Stopwatch.GetElapsedTime(start)}");
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}: {Rounds} inputs, {accepted} of them accepted");
    }

    /// <summary>Runs something that answers later, such as a server.</summary>
    public async Task CheckAsync(Func<byte[], Task> send)
    {
        for (int round = 0; round < Rounds; round++)
        {
            byte[] input = _mutator.Next();
            try
            {
                await send(input).WaitAsync(Limit, TestContext.Current.CancellationToken);
            }
            catch (Exception e)
            {
                Assert.Fail($"{Describe(round, input)}\n{e}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"seed {_seed}: {Rounds} inputs");
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? given : null;

    private string Describe(int round, byte[] input)
    {
        byte[] shown = input.Length > 2000 ? input[..2000] : input;
        return $"{SeedVariable}={_seed.ToString(CultureInfo.InvariantCulture)}, round {round}, {input.Length} bytes: "
            + $"{Encoding.Latin1.GetString(shown)}";
    }
}
