using System.Globalization;
using LotusSeal.Worker.Cores;

namespace LotusSeal.Worker.Tests.Cores;

/// <summary>The files of machines, written once for all tests of a class.</summary>
public sealed class MachineFolders : IDisposable
{
    private readonly TemporaryFolder _root = new();
    private readonly Dictionary<Machine, string> _written = [];

    /// <summary>The cores of a machine.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="allowed">CPUs that may be used; null for all.</param>
    internal CpuTopology Read(Machine machine, string? allowed = null) =>
        CpuTopology.Read(Of(machine), allowed is null ? machine.All : CpuSet.Parse(allowed));

    /// <inheritdoc/>
    public void Dispose() => _root.Dispose();

    private string Of(Machine machine)
    {
        if (_written.TryGetValue(machine, out string? known)) return known;
        string root = _root[_written.Count.ToString(CultureInfo.InvariantCulture)];
        machine.Write(root);
        return _written[machine] = root;
    }
}
