using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Catalog;

/// <summary>All that this worker says of one task: every other part of it asks here.</summary>
internal record TaskDefinition
{
    private const string ReturnPrefix = "Return", AsyncSuffix = "Async";

    /// <summary>A task whose calls answer with their result themselves.</summary>
    /// <param name="name">Long name, one of <see cref="TaskTypes"/>.</param>
    public TaskDefinition(string name) =>
        Type = TaskTypes.Find(name) ?? throw new ArgumentException($"'{name}' is no task type of the protocol.", nameof(name));

    private protected TaskDefinition(string name, string returnMethod, RawJson? zero)
        : this(name) => (Returns, Zero) = (ReturnName(returnMethod), zero);

    /// <summary>The task on the wire: names, order and what it needs.</summary>
    public TaskType Type { get; }

    /// <summary>Long name.</summary>
    public string Name => Type.Name;

    /// <summary>
    /// The miner's method that ends a call (protocol spec 3.4), without <c>Return</c>: so it stands in the call store and in the log. Null when
    /// the call itself answers with the result.
    /// </summary>
    public string? Returns { get; private protected init; }

    /// <summary>The whole name of that method.</summary>
    public string ReturnMethod => Returns is null ? throw new InvalidOperationException($"{Name} ends without a Return.") : ReturnPrefix + Returns;

    /// <summary>The value that goes with an error (protocol spec 3.4); null when the method takes none.</summary>
    public RawJson? Zero { get; }

    /// <summary>How long a Return may stand still: no byte of it goes out, or no answer comes; null for the client's own deadline.</summary>
    public TimeSpan? ReturnDeadline { get; init; }

    /// <summary>The workers that do it.</summary>
    public WorkerKind Kind { get; init; } = WorkerKind.Sealing;

    /// <summary>What chooses the task; null when every worker of its kind offers it.</summary>
    public TaskFlag? Flag { get; init; }

    /// <summary>The task labels layers, so its threads follow the settings of the multicore labelling (protocol spec 4.5).</summary>
    public bool LabelsLayers { get; init; }

    /// <summary>The miners that give this task to workers (protocol spec 1.12).</summary>
    public IReadOnlyList<LotusGeneration> Generations { get; init; } = [LotusGeneration.Current];

    /// <summary>The name of a method of <see cref="Lotus.Api.IWorkerReturn"/> as the store has it.</summary>
    private protected static string ReturnName(string method) => method[ReturnPrefix.Length..^AsyncSuffix.Length];
}
