using System.Collections;
using System.Globalization;

namespace LotusSeal.Worker.Cores;

/// <summary>Logical CPUs by the numbers that the kernel gives them, ascending. Immutable.</summary>
public sealed class CpuSet : IEquatable<CpuSet>, IReadOnlyCollection<int>
{
    /// <summary>More CPUs than any kernel counts.</summary>
    public const int Most = 8192;

    private readonly int[] _cpus;

    /// <summary>The CPUs of a sequence, each once.</summary>
    public CpuSet(params IEnumerable<int> cpus) => _cpus = [.. cpus.Distinct().Order()];

    /// <inheritdoc/>
    public int Count => _cpus.Length;

    /// <summary>The lowest number.</summary>
    public int First => _cpus[0];

    /// <summary>Reads the kernel's form: <c>0-3,8</c>; the text of an empty set is empty.</summary>
    /// <exception cref="FormatException">The text is none.</exception>
    public static CpuSet Parse(string text) =>
        TryParse(text, out CpuSet? cpus) ? cpus : throw new FormatException($"'{text}' is not a list of CPUs such as 2,4-7.");

    /// <inheritdoc cref="Parse"/>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CpuSet? cpus)
    {
        ArgumentNullException.ThrowIfNull(text);
        cpus = null;
        List<int> found = [];
        string list = text.Trim();
        foreach (string range in list.Length == 0 ? [] : list.Split(','))
        {
            string[] ends = range.Split('-');
            if (ends.Length > 2 || !TryParseNumber(ends[0], out int first) || !TryParseNumber(ends[^1], out int last) || last < first) return false;
            found.AddRange(Enumerable.Range(first, last - first + 1));
        }

        cpus = new CpuSet(found);
        return true;
    }

    /// <summary>True when the CPU is one of these.</summary>
    public bool Contains(int cpu) => Array.BinarySearch(_cpus, cpu) >= 0;

    /// <summary>Those that are in both.</summary>
    public CpuSet And(CpuSet others) => new(_cpus.Where(others.Contains));

    /// <summary>Those that are not in <paramref name="others"/>.</summary>
    public CpuSet Without(CpuSet others) => new(_cpus.Where(cpu => !others.Contains(cpu)));

    /// <inheritdoc/>
    public bool Equals(CpuSet? other) => other is not null && _cpus.AsSpan().SequenceEqual(other._cpus);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CpuSet);

    /// <inheritdoc/>
    public override int GetHashCode() => _cpus.Aggregate(_cpus.Length, HashCode.Combine);

    /// <inheritdoc/>
    public IEnumerator<int> GetEnumerator() => _cpus.AsEnumerable().GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The kernel's form.</summary>
    public override string ToString()
    {
        List<string> ranges = [];
        for (int i = 0; i < _cpus.Length;)
        {
            int end = i + 1;
            while (end < _cpus.Length && _cpus[end] == _cpus[end - 1] + 1) end++;
            ranges.Add(end - i == 1 ? Text(_cpus[i]) : $"{Text(_cpus[i])}-{Text(_cpus[end - 1])}");
            i = end;
        }

        return string.Join(',', ranges);
    }

    private static bool TryParseNumber(string text, out int cpu) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out cpu) && cpu < Most;

    private static string Text(int cpu) => cpu.ToString(CultureInfo.InvariantCulture);
}
