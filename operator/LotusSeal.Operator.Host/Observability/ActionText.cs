using System.Globalization;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Host.Observability;

/// <summary>Says in a few words what is done, for the log.</summary>
internal static class ActionText
{
    public static string Of(PoolAction action) => action switch
    {
        CreateClaim create => Text($"claim {create.Ordinal} is made"),
        GrowClaim grow => Text($"claim {grow.Ordinal} grows to {grow.Size}"),
        MarkClaim mark => Text($"claim {mark.Ordinal} is {(mark.IsEvacuated ? "empty" : "used again")}"),
        MarkClaimGivenUp mark => Text($"claim {mark.Ordinal} is {(mark.IsGivenUp ? "given up" : "used again")}"),
        MarkClaimUsed used => Text($"claim {used.Ordinal} has had a worker"),
        DeleteClaim delete => Text($"claim {delete.Ordinal} is deleted"),
        CreatePod create => Text($"pod {create.Ordinal} is made ({create.Failures} failed and {create.Refusals} were refused before)")
            + (create.Drain is { } mark ? $" and begins to end its work ({mark.Reason})" : ""),
        BindPlaces bind => bind.Nodes is { } nodes ? $"folders of its places are at {nodes}" : "no place has a folder any more",
        DeletePod delete => $"pod {delete.Pod} is deleted ({delete.Ground}): {delete.Why}",
        MarkDrain mark => $"pod {mark.Pod} begins to end its work ({mark.Reason})",
        MarkEvacuated mark => $"pod {mark.Pod} {(mark.IsEvacuated ? "holds no sector any more" : "may hold a sector again")}",
        LabelPod label => $"pod {label.Pod} gets its label back",
        RememberRegistration remember => $"pod {remember.Pod} is registered with session {remember.Session}",
        DisableTasks disable => $"pod {disable.Pod}: {string.Join(", ", disable.Tasks.Select(TaskTypes.ShortName))} are switched off",
        FenceWorker fence => $"pod {fence.Pod} is fenced",
        DetachStorage detach => $"pod {detach.Pod} takes its paths out of the miner's index",
        AbortJobs abort => $"{abort.Worker}: given up are {string.Join(", ", abort.Calls)}",
        DetachPaths detach => $"{detach.Worker}: out of the miner's index go "
            + string.Join(", ", detach.Paths.Select(path => $"{path.Id} at {path.Url}")),
        RemoveFinalizer remove => $"the pool may go: {remove.Why}",
        _ => action.ToString(),
    };

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
