namespace LotusSeal.Sealing.Labels;

/// <summary>Sectors that are labelled now, between layers or in them, and can be labelled by the same calls.</summary>
/// <param name="seats">The sectors; those that wait in the order in which they came.</param>
/// <param name="width">How many of them one loop takes.</param>
internal sealed class LabelKind(IReadOnlyCollection<LabelSeat> seats, int width)
{
    private readonly int _unlabelled = seats.Count(seat => seat.IsUnlabelled);

    /// <summary>Layers that wait for a loop.</summary>
    public IReadOnlyList<LabelPart> Waiting { get; } = [.. seats.Select(seat => seat.Part).OfType<LabelPart>().Where(part => part.Loop is null)];

    /// <summary>True when a sector may soon ask for its next layer.</summary>
    public bool HasOneBetweenLayers { get; } = seats.Any(seat => seat.Part is null);

    /// <summary>Loops that all of them need.</summary>
    public int Loops { get; } = LoopsFor(seats.Count, width);

    /// <summary>Loops that those need which are in none.</summary>
    public int LoopsToCome => LoopsFor(_unlabelled, width);

    /// <summary>Sectors of the next loop, when those that are in none have so many loops.</summary>
    public int SizeFor(int loops) => Math.Min(width, LoopsFor(_unlabelled, loops));

    private static int LoopsFor(int sectors, int each) => sectors / each + (sectors % each > 0 ? 1 : 0);
}
