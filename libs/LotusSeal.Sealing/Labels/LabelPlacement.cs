namespace LotusSeal.Sealing.Labels;

/// <summary>
/// Where the labels of those come to lie that are labelled in one loop: two and two side by side, so that one line of the cache, and one page, has a
/// parent of both (decisions/0004).
/// </summary>
internal static class LabelPlacement
{
    /// <summary>The order in which they are hashed: those that lay side by side in the layer below still do, and in the same order.</summary>
    public static List<LabelPart> Order(IEnumerable<LabelPart> group) =>
    [
        .. group.GroupBy(part => part.Previous?.Pair ?? part).OrderByDescending(parts => parts.Count())
            .SelectMany(parts => parts.OrderBy(part => part.Previous?.Seat ?? 0)),
    ];

    /// <summary>Gives each of them, in their order, its place.</summary>
    public static void Place(IReadOnlyList<LabelPart> group)
    {
        int i = 0;
        for (; i + 1 < group.Count; i += 2)
        {
            (LabelPart first, LabelPart second) = (group[i], group[i + 1]);
            // What is labelled of an interrupted layer lies in order.
            if (first.First > 0 || first.Memory.IsMapped || second.Memory.IsMapped)
            {
                PlaceAlone(first);
                PlaceAlone(second);
                continue;
            }
            (LayerLabels firsts, LayerLabels seconds) = LayerLabels.Beside(first.Memory, second.Memory);
            first.LieAt(firsts);
            second.LieAt(seconds);
        }
        if (i < group.Count) PlaceAlone(group[i]);
    }

    private static void PlaceAlone(LabelPart part) => part.LieAt(LayerLabels.Alone(part.Memory));
}
