namespace LotusSeal.KubeOps.Client;

/// <summary>Which objects.</summary>
/// <param name="Namespace">One namespace; null for all, or for kinds without.</param>
/// <param name="LabelSelector">As the API server writes it.</param>
/// <param name="FieldSelector">As the API server writes it.</param>
public sealed record ListQuery(string? Namespace = null, string? LabelSelector = null, string? FieldSelector = null)
{
    /// <summary>The part of a URL behind the path.</summary>
    internal string Text(params (string Name, string? Value)[] more) => "?" + string.Join('&',
        new (string Name, string? Value)[] { ("labelSelector", LabelSelector), ("fieldSelector", FieldSelector) }.Concat(more)
            .Where(pair => !string.IsNullOrEmpty(pair.Value)).Select(pair => $"{pair.Name}={Uri.EscapeDataString(pair.Value!)}"));
}
