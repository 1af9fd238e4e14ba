namespace LotusSeal.Protocol.Tests.Recordings;

/// <summary>Something that is not as recorded.</summary>
/// <param name="Where">Message and place in it.</param>
/// <param name="Expected">What the recording has.</param>
/// <param name="Actual">What was seen instead.</param>
public sealed record Difference(string Where, string Expected, string Actual)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Where}: expected {Shorten(Expected)}, got {Shorten(Actual)}";

    /// <summary>The same difference inside a larger thing.</summary>
    public Difference Within(string outer) => this with { Where = $"{outer} {Where}" };

    private static string Shorten(string text) => text.Length <= 400 ? text : $"{text[..400]}… ({text.Length} characters)";
}
