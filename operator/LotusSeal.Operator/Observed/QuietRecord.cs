namespace LotusSeal.Operator.Observed;

/// <summary>Since when a worker has been without work, and over how many looks; kept in memory, so that another leader begins anew.</summary>
public sealed record QuietRecord(DateTimeOffset Since, int Looks)
{
    /// <summary>The record after another look at miner and worker; null as soon as there is work.</summary>
    /// <param name="before">The record so far, null when there was work, or nobody has looked.</param>
    /// <param name="isQuiet">Whether miner and worker say that there is none.</param>
    /// <param name="now">The time of the look.</param>
    public static QuietRecord? Next(QuietRecord? before, bool isQuiet, DateTimeOffset now) => (before, isQuiet) switch
    {
        (_, false) => null,
        (null, true) => new QuietRecord(now, 1),
        _ => before with { Looks = before.Looks + 1 },
    };
}
