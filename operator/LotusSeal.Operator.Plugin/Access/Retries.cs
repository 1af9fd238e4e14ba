namespace LotusSeal.Operator.Plugin.Access;

/// <summary>Tries a change again when somebody else was quicker.</summary>
internal static class Retries
{
    private const int Tries = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <summary>Reads, decides and changes, until nobody comes in between.</summary>
    /// <param name="once">All three: what was true before the other change may not be so any more.</param>
    /// <param name="time">Measures the pauses.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="PluginException">Somebody always comes in between.</exception>
    public static async Task<T> ChangeAsync<T>(Func<Task<T>> once, TimeProvider time, CancellationToken cancellationToken)
    {
        for (int tries = 1; ; tries++)
        {
            try
            {
                return await once();
            }
            catch (ChangedMeanwhileException conflict)
            {
                if (tries == Tries) throw new PluginException($"cannot {conflict.Message}: others keep changing it; try again", conflict);
                await Task.Delay(Pause * tries, time, cancellationToken);
            }
        }
    }
}
