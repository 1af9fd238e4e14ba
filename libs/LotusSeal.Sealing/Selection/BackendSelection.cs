using LotusSeal.Sealing.Backends;

namespace LotusSeal.Sealing.Selection;

/// <summary>Which backend does what, at one moment; for logs and metrics.</summary>
/// <param name="Phases">The name of each phase's backend, <see cref="None"/> where every one is retired.</param>
/// <param name="InstructionSets">What the backends in use take from the processor or device beyond the base.</param>
/// <param name="Handicaps">What this machine lacks for the backends in use and what that costs, a sentence each.</param>
/// <param name="Retired">Backends that are not used any more, or were not used at all, with their faults.</param>
public sealed record BackendSelection(IReadOnlyDictionary<SealingPhase, string> Phases, IReadOnlyList<string> InstructionSets,
    IReadOnlyList<string> Handicaps, IReadOnlyList<BackendFault> Retired)
{
    /// <summary>Stands for a phase that no backend is left for.</summary>
    public const string None = "none";

    /// <summary>One name when all phases have the same backend, else a list of phases.</summary>
    public override string ToString() => Phases.Values.Distinct().Count() == 1
        ? Phases.Values.First()
        : string.Join(", ", Phases.Select(phase => $"{phase.Key} {phase.Value}"));
}
