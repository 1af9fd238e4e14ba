namespace LotusSeal.Worker.Hosting;

/// <summary>An environment variable that the reference implementation or <c>lotus-worker</c> reads.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Effect">What it does here, or why it does nothing.</param>
internal sealed record ForeignVariable(string Name, string Effect)
{
    /// <summary>Whether it does here what it does there.</summary>
    public bool Honoured { get; init; }

    /// <summary>Whether it is a switch, so that switching off what is not there is no surprise.</summary>
    public bool Switch { get; init; }

    /// <summary>Whether a user who set it to this value would expect something that does not happen.</summary>
    public bool IsIgnored(string? value) =>
        !Honoured && !string.IsNullOrEmpty(value) && !(Switch && value.ToUpperInvariant() is "0" or "FALSE" or "F" or "OFF" or "NO");
}
