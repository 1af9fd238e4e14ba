using System.Globalization;
using System.Text;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Commands.Control;

/// <summary>The cores on which PreCommit1 labels, as a part of <c>info</c>.</summary>
internal static class LabelCoreText
{
    /// <summary>A line for each core, and who labels there; why there is none; nothing of a worker that does not say.</summary>
    public static string Format(LabelCoreReport? cores)
    {
        if (cores is null) return "";
        if (cores.Problem is { } problem) return $"Label cores: none, {problem}\n";
        StringBuilder text = new("Label cores:\n");
        foreach (LabelCoreState core in cores.Cores)
        {
            text.Append(CultureInfo.InvariantCulture, $"\tCPU {core.Cpu}; Core: {core.Threads}; Cache: {core.Cache}; Node: {core.Node}; ")
                .Append(CultureInfo.InvariantCulture, $"Use: {core.Chain ?? "None"}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"\tLeft for everything else: {cores.Rest}\n").ToString();
    }
}
