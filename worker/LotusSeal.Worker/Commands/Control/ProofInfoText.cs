using System.Globalization;
using System.Text;
using LotusSeal.Lotus.Text;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Commands.Control;

/// <summary>What proofs are made with, as a part of <c>info</c>; nothing on a worker that makes none.</summary>
internal static class ProofInfoText
{
    /// <summary>Some lines for each task of proofs.</summary>
    public static string Format(IReadOnlyList<ProofTaskReport> proofs)
    {
        StringBuilder text = new();
        foreach (ProofTaskReport proof in proofs)
        {
            text.Append(CultureInfo.InvariantCulture, $"{proof.ShortTask}:\n\tParameters: {proof.Parameters}, {SizeText.Format(proof.ParametersLength)}\n");
            text.Append(CultureInfo.InvariantCulture, $"\tMemory: up to {SizeText.Format(proof.Memory)} for a proof\n");
            if (proof.Problem is not null) text.Append(CultureInfo.InvariantCulture, $"\tNot offered: {proof.Problem}\n");
        }

        return text.ToString();
    }
}
