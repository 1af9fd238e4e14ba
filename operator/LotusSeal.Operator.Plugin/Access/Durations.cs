using LotusSeal.Hosting;
using LotusSeal.Lotus.Text;

namespace LotusSeal.Operator.Plugin.Access;

/// <summary>Durations in flags.</summary>
internal static class Durations
{
    /// <summary>The duration.</summary>
    /// <exception cref="UsageException">It is none.</exception>
    public static TimeSpan Parse(string flag, string text)
    {
        try
        {
            return DurationText.Parse(text);
        }
        catch (FormatException error)
        {
            throw new UsageException($"{flag}: {error.Message}");
        }
    }
}
