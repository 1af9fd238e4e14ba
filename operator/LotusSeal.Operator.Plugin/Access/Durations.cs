using LotusSeal.Lotus.Text;

namespace LotusSeal.Operator.Plugin.Access;

/// <summary>Durations in flags.</summary>
internal static class Durations
{
    /// <summary>The duration.</summary>
    /// <exception cref="PluginUsageException">It is none.</exception>
    public static TimeSpan Parse(string flag, string text)
    {
        try
        {
            return DurationText.Parse(text);
        }
        catch (FormatException error)
        {
            throw new PluginUsageException($"{flag}: {error.Message}");
        }
    }
}
