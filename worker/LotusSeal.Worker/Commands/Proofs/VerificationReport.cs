using System.Text.Json;
using LotusSeal.Primitives;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>What a command that verifies has found, and prints with <c>--json</c>.</summary>
/// <param name="Valid">Whether the proof holds; null when nobody can tell.</param>
/// <param name="Reason">Why it does not, or why nobody can tell; null when it holds.</param>
internal sealed record VerificationReport(bool? Valid, string? Reason)
{
    private const int ExitValid = 0, ExitInvalid = 1, ExitUnknown = 2;

    /// <summary>Nobody can tell.</summary>
    public static VerificationReport Unknown(string reason) => new(null, reason);

    /// <summary>Verifies: bytes that are no proof prove nothing, and of what cannot be proved of anything nobody can tell.</summary>
    public static VerificationReport Of(Func<bool> verify)
    {
        try
        {
            return verify() ? new(true, null) : new(false, "the proof does not hold");
        }
        catch (FormatException error)
        {
            return new(false, error.Message);
        }
        catch (SealingException error)
        {
            return Unknown(error.Message);
        }
    }

    /// <summary>Prints it.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> PrintAsync(CommandContext context, bool json)
    {
        if (json) await context.Output.WriteLineAsync(JsonSerializer.Serialize(this, SectorJson.Types.VerificationReport));
        else if (Valid == true) await context.Output.WriteLineAsync("the proof holds");
        if (Valid != true) await context.Error.WriteLineAsync($"error: {Reason}");
        return Valid switch { true => ExitValid, false => ExitInvalid, null => ExitUnknown };
    }
}
