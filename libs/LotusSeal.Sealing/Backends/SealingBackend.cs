namespace LotusSeal.Sealing.Backends;

/// <summary>
/// One implementation of the heavy arithmetic of sealing and the grains that it offers; a grain that it lacks is null. All of them give the same
/// bytes, those of <see cref="ManagedSealingBackend"/>.
/// </summary>
/// <param name="name">A short name for logs, metrics and faults, for instance <c>native(sha-ni,avx512-ifma)</c>.</param>
public class SealingBackend(string name)
{
    /// <summary>The backend's name.</summary>
    public string Name { get; } = name;

    /// <summary>What it uses of the processor or device beyond the base, for instance <c>sha-ni</c>.</summary>
    public IReadOnlyList<string> InstructionSets { get; init; } = [];

    /// <summary>What this machine lacks for it and what that costs, a sentence each.</summary>
    public IReadOnlyList<string> Handicaps { get; init; } = [];

    /// <summary>Parents.</summary>
    public GraphBackend? Graph { get; init; }

    /// <summary>Labels.</summary>
    public LabelBackend? Labels { get; init; }

    /// <summary>Hashes of nodes, encoding and decoding.</summary>
    public HashBackend? Hashes { get; init; }

    /// <summary>PreCommit2 as a whole.</summary>
    public IReplicaBuilder? Replicas { get; init; }

    /// <summary>Updates as a whole, and their undoing.</summary>
    public IUpdateBuilder? Updates { get; init; }

    /// <summary>Both, files and all, in a process of its own; takes the place of <see cref="Replicas"/> and <see cref="Updates"/>.</summary>
    public IStepProcess? StepProcess { get; init; }
}
