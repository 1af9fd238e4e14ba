using System.Text.Json;
using LotusSeal.Primitives;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>What the commands of an update print.</summary>
/// <param name="OldCommR">CommR of the sealed sector.</param>
/// <param name="CommR">CommR of the update.</param>
/// <param name="CommD">CommD of its data.</param>
/// <param name="Partitions">Partitions of its proof.</param>
/// <param name="Seconds">What the step took.</param>
internal sealed record UpdateReport(CommR OldCommR, CommR CommR, CommD CommD, int Partitions, double Seconds)
{
    /// <summary>Prints it: one JSON object, or lines for people.</summary>
    public void Print(TextWriter output, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(this, SectorJson.Types.UpdateReport));
            return;
        }

        output.WriteLine($"old comm_r:  {OldCommR}");
        output.WriteLine($"comm_r:      {CommR}");
        output.WriteLine($"comm_d:      {CommD}");
        output.WriteLine(FormattableString.Invariant($"partitions:  {Partitions}"));
        output.WriteLine(FormattableString.Invariant($"seconds:     {Seconds:F3}"));
    }
}
