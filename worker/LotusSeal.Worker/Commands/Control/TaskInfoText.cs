using System.Globalization;
using System.Text;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Commands.Control;

/// <summary>What tasks of proofs work with, which tasks are withheld, and in what pages layers lie, as a part of <c>info</c>.</summary>
internal static class TaskInfoText
{
    /// <summary>Some lines for each task of proofs and each other one that is withheld; one for layers where there are some.</summary>
    public static string Format(JobList jobs)
    {
        StringBuilder text = new(ProofInfoText.Format(jobs.Proofs));
        foreach (TaskReport task in jobs.Tasks)
        {
            if (task.Missing is null || jobs.Proofs.Any(proof => proof.ShortTask == task.ShortTask)) continue;
            text.Append(CultureInfo.InvariantCulture, $"{task.ShortTask}:\n\tNot offered: {task.Missing}\n");
        }

        if (jobs.Layers is { } layers) text.Append(CultureInfo.InvariantCulture, $"Layers in memory: {layers}\n");
        return text.ToString();
    }
}
