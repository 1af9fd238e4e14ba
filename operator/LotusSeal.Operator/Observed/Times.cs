using LotusSeal.Lotus.Text;

namespace LotusSeal.Operator.Observed;

/// <summary>Reads durations of a pool that may not have been checked: one that is deleted is drained whatever stands in it.</summary>
public static class Times
{
    /// <summary>The duration, or another one when the text is none.</summary>
    public static TimeSpan Of(string text, TimeSpan otherwise)
    {
        try
        {
            return DurationText.Parse(text);
        }
        catch (FormatException)
        {
            return otherwise;
        }
    }

    public static TimeSpan AtLeast(TimeSpan time, TimeSpan least) => time < least ? least : time;
}
