using System.Globalization;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Observed;

/// <summary>
/// The nodes in whose folders the places of a pool have their sectors, as the pool's annotation keeps them while there is no pod:
/// <c>0=node-a,2=node-b</c>.
/// </summary>
public static class PlaceNodes
{
    /// <summary>Node by ordinal. What makes no sense is passed over.</summary>
    public static IReadOnlyDictionary<int, string> Read(V1Alpha1SealWorker pool)
    {
        ArgumentNullException.ThrowIfNull(pool);
        Dictionary<int, string> nodes = [];
        if (pool.Metadata.Annotations is not { } annotations || !annotations.TryGetValue(PoolAnnotations.Nodes, out string? text)) return nodes;
        foreach (string entry in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            if (entry.Split('=') is [var ordinal, { Length: > 0 } node]
                && int.TryParse(ordinal, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) nodes[number] = node;
        }

        return nodes;
    }

    /// <summary>The text of the annotation; null when no place has a node.</summary>
    public static string? Text(IReadOnlyDictionary<int, string> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        IEnumerable<string> entries = nodes.OrderBy(entry => entry.Key)
            .Select(entry => string.Create(CultureInfo.InvariantCulture, $"{entry.Key}={entry.Value}"));
        return nodes.Count == 0 ? null : string.Join(',', entries);
    }
}
