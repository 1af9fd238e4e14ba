using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Benchmarks.Synthesis;

/// <summary><c>synthesis</c>: processor time of a row, for each circuit.</summary>
internal static class SynthesisCommand
{
    private const ulong KiB = 1 << 10, MiB = KiB << 10, GiB = MiB << 10;

    /// <summary>Those of large sectors are cut to what a machine has room for: a row costs the same in all challenges.</summary>
    private static readonly Dictionary<string, Func<ICircuit>> Circuits = new()
    {
        ["seal-2KiB"] = () => new SampleCircuits(2 * KiB).Seal(2),
        ["seal-8MiB"] = () => new SampleCircuits(8 * MiB).Seal(2),
        ["seal-512MiB"] = () => new SampleCircuits(512 * MiB).Seal(2),
        ["seal-32GiB-1-challenge"] = () => new SampleCircuits(32 * GiB).Seal(1),
        ["seal-32GiB-2-challenges"] = () => new SampleCircuits(32 * GiB).Seal(2),
        ["update-8MiB"] = () => new SampleCircuits(8 * MiB).Update(),
        ["window-32GiB-100-sectors"] = () => new SampleCircuits(32 * GiB).Window(100),
    };

    public static Command Create()
    {
        Option<string[]> names = new("--circuit")
        {
            Description = $"Which, of {string.Join(", ", Circuits.Keys)}. Default: all",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<int> threads = new("--threads") { Description = "Threads", DefaultValueFactory = _ => 1 };
        Option<int> runs = new("--runs") { Description = "Circuits of a sequence", DefaultValueFactory = _ => 3 };
        Command command = new("synthesis", "Times the synthesis of circuits") { names, threads, runs };
        command.SetAction(parsed =>
        {
            // Until the compiler has seen what is used most.
            for (int i = 0; i < 3; i++) Assignment.Of(Circuits["seal-2KiB"](), threads: 1);
            foreach (string name in parsed.GetValue(names) is { Length: > 0 } some ? some : [.. Circuits.Keys])
                Run(name, Circuits[name](), parsed.GetValue(threads), parsed.GetValue(runs));
            return 0;
        });
        return command;
    }

    /// <summary>Nanoseconds of processor time a number for gathering what a device takes of a circuit: rows, L, A, and B twice.</summary>
    private static double Gather(Assignment assignment)
    {
        const int part = 1 << 22;
        CircuitRows rows = assignment.TakeRows();
        ValueList run = new();
        long numbers = 0;
        TimeSpan begin = Environment.CpuUsage.UserTime;
        foreach (ScalarList list in (ScalarList[])[rows.A, rows.B, rows.C, assignment.Aux, assignment.AuxInA, assignment.AuxInB, assignment.AuxInB])
        {
            for (int start = 0; start < list.Count; start += part) list.CopyTo(run, start, Math.Min(part, list.Count - start));
            numbers += list.Count;
        }

        return (Environment.CpuUsage.UserTime - begin).TotalNanoseconds / numbers;
    }

    private static void Run(string name, ICircuit circuit, int threads, int runs)
    {
        Synthesizer synthesizer = new(threads);
        for (int run = 0; run < runs; run++)
        {
            GC.Collect();
            using Process process = Process.GetCurrentProcess();
            TimeSpan user = process.UserProcessorTime, system = process.PrivilegedProcessorTime;
            long begin = Stopwatch.GetTimestamp();
            Assignment assignment = synthesizer.Run(circuit);
            TimeSpan wall = Stopwatch.GetElapsedTime(begin);
            process.Refresh();
            (user, system) = (process.UserProcessorTime - user, process.PrivilegedProcessorTime - system);
            int rows = assignment.RowCount;
            string costs = $"{user.TotalNanoseconds / rows:F0} + {system.TotalNanoseconds / rows:F0} ns a row";
            string kept = $"{assignment.Bytes / 1e6:N0} MB, gathered at {Gather(assignment):F2} ns";
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{name,-26} {rows,11:N0} rows  {wall.TotalSeconds,6:F2} s  {costs}, {kept}"));
        }
    }
}
