using System.Globalization;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Resources;

/// <summary>
/// What each task needs on this worker, by long task name and proof number: the defaults, overridden by the environment
/// (<c>PC1_32G_MAX_MEMORY</c>, then <c>PC1_MAX_MEMORY</c>; protocol spec 4.5).
/// </summary>
public sealed class ResourceTable
{
    /// <summary>Names of the fields in variables.</summary>
    public static readonly IReadOnlyList<string> Fields =
        ["MIN_MEMORY", "MAX_MEMORY", "GPU_UTILIZATION", "MAX_PARALLELISM", "MAX_PARALLELISM_GPU", "BASE_MIN_MEMORY", "MAX_CONCURRENT"];

    /// <summary>Proof numbers 0 to 14 have rows; those of non-interactive proofs have none.</summary>
    private const int ProofsWithRows = 15, Sizes = 5;
    private static readonly string[] SizeNames = ["2K", "8M", "512M", "32G", "64G"];
    private static readonly string[] LegacySizeNames = ["2KiB", "8MiB", "512MiB", "32GiB", "64GiB"];
    private readonly Dictionary<string, Dictionary<string, TaskResources>> _table;

    private ResourceTable(Dictionary<string, Dictionary<string, TaskResources>> table) => _table = table;

    /// <summary>The table as it is sent in <c>Info</c>; a fresh copy.</summary>
    public Dictionary<string, Dictionary<string, TaskResources>> ToWire() =>
        _table.ToDictionary(pair => pair.Key, pair => new Dictionary<string, TaskResources>(pair.Value));

    /// <summary>The defaults alone.</summary>
    public static ResourceTable Defaults() => Load(static _ => null);

    /// <summary>The defaults with the overrides of an environment.</summary>
    /// <param name="environment">Reads a variable; null when it is not set.</param>
    /// <exception cref="FormatException">A value is no number; the message names the variable.</exception>
    public static ResourceTable Load(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Dictionary<string, Dictionary<string, TaskResources>> table = [];
        foreach (TaskDefinition task in TaskCatalog.All.OrderBy(task => task.Name, StringComparer.Ordinal))
        {
            if (task.Type.Needs is not { } rows) continue;
            TaskResources[] overridden = [.. rows.Select((row, size) => Override(task, size, row, environment))];
            table[task.Name] = Enumerable.Range(0, ProofsWithRows)
                .ToDictionary(proof => proof.ToString(CultureInfo.InvariantCulture), proof => overridden[proof % Sizes]);
        }

        return new ResourceTable(table);
    }

    /// <summary>Names of all variables that override something, sorted as text, with the value in force (<c>resources --all</c>).</summary>
    public SortedDictionary<string, string> ToVariables()
    {
        SortedDictionary<string, string> variables = new(StringComparer.Ordinal);
        foreach ((string task, Dictionary<string, TaskResources> rows) in _table)
        {
            for (int size = 0; size < Sizes; size++)
            {
                TaskResources row = rows[size.ToString(CultureInfo.InvariantCulture)];
                foreach (string field in Fields)
                {
                    string value = Value(row, field), shortName = TaskTypes.ShortName(task);
                    variables[$"{shortName}_{SizeNames[size]}_{field}"] = value;
                    variables[$"{shortName}_{field}"] = value;
                }
            }
        }

        return variables;
    }

    /// <summary>How many tasks of a kind may run at once, 0 for no limit.</summary>
    public int MaxConcurrent(string task, RegisteredSealProof? proof)
    {
        if (!_table.TryGetValue(task, out Dictionary<string, TaskResources>? rows)) return 0;
        string key = ((int)(proof ?? RegisteredSealProof.StackedDrg32GiBV1_1)).ToString(CultureInfo.InvariantCulture);
        return rows.TryGetValue(key, out TaskResources? row) ? row.MaxConcurrent : 0;
    }

    /// <summary>How many tasks of a kind may run at once on sectors of a size, 0 for no limit.</summary>
    /// <param name="task">Long task name.</param>
    /// <param name="sectorSize">Bytes.</param>
    public int MaxConcurrent(string task, ulong sectorSize) =>
        MaxConcurrent(task, Enum.GetValues<RegisteredSealProof>().FirstOrDefault(proof => PoRepConfig.ForProof(proof).SectorSize == sectorSize));

    private static TaskResources Override(TaskDefinition task, int size, TaskResources row, Func<string, string?> environment)
    {
        (string Name, string Value)? Find(string field) => Lookup(task.Type.ShortName, size, field, environment);
        int threads = Number(Find("MAX_PARALLELISM"), row.MaxParallelism, int.Parse);
        if (task.LabelsLayers && Find("MAX_PARALLELISM") is null) threads = LabelThreads(environment);
        return new TaskResources(
            Number(Find("MIN_MEMORY"), row.MinMemory, ulong.Parse),
            Number(Find("MAX_MEMORY"), row.MaxMemory, ulong.Parse),
            Number(Find("GPU_UTILIZATION"), row.GpuUtilization, Finite),
            threads,
            Number(Find("MAX_PARALLELISM_GPU"), row.MaxParallelismGpu, int.Parse),
            Number(Find("BASE_MIN_MEMORY"), row.BaseMinMemory, ulong.Parse),
            Number(Find("MAX_CONCURRENT"), row.MaxConcurrent, int.Parse));
    }

    private static (string Name, string Value)? Lookup(string shortName, int size, string field, Func<string, string?> environment)
    {
        // DC_32GiB_X is an old name that Lotus copies to DC_X at start; the last size that is set wins (protocol spec 1.7).
        IEnumerable<string> legacy = shortName == "DC" ? LegacySizeNames.Reverse().Select(name => $"DC_{name}_{field}") : [];
        foreach (string name in (string[])[$"{shortName}_{SizeNames[size]}_{field}", .. legacy, $"{shortName}_{field}"])
        {
            if (environment(name) is { Length: > 0 } value) return (name, value);
        }

        return null;
    }

    private static int LabelThreads(Func<string, string?> environment)
    {
        if (environment("FIL_PROOFS_USE_MULTICORE_SDR") != "1") return 1;
        const string Producers = "FIL_PROOFS_MULTICORE_SDR_PRODUCERS";
        string? producers = environment(Producers);
        return 1 + Number(producers is { Length: > 0 } ? (Producers, producers) : null, 3, int.Parse);
    }

    // JSON has no other numbers, so Info could not be answered.
    private static double Finite(string text, IFormatProvider format)
    {
        double value = double.Parse(text, format);
        return double.IsFinite(value) ? value : throw new OverflowException("The number is not finite.");
    }

    private static T Number<T>((string Name, string Value)? found, T fallback, Func<string, IFormatProvider, T> parse)
    {
        if (found is not { } variable) return fallback;
        try
        {
            return parse(variable.Value, CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            throw new FormatException(
                $"environment variable {variable.Name}: '{variable.Value}' is not a number in range (plain decimal, bytes for memory)", e);
        }
    }

    private static string Value(TaskResources row, string field) => field switch
    {
        "MIN_MEMORY" => row.MinMemory.ToString(CultureInfo.InvariantCulture),
        "MAX_MEMORY" => row.MaxMemory.ToString(CultureInfo.InvariantCulture),
        "GPU_UTILIZATION" => row.GpuUtilization.ToString(CultureInfo.InvariantCulture),
        "MAX_PARALLELISM" => row.MaxParallelism.ToString(CultureInfo.InvariantCulture),
        "MAX_PARALLELISM_GPU" => row.MaxParallelismGpu.ToString(CultureInfo.InvariantCulture),
        "BASE_MIN_MEMORY" => row.BaseMinMemory.ToString(CultureInfo.InvariantCulture),
        "MAX_CONCURRENT" => row.MaxConcurrent.ToString(CultureInfo.InvariantCulture),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field, "Unknown field."),
    };
}
