namespace LotusSeal.Operator.Plugin.Access;

/// <summary>A request, as the rules of a role name it.</summary>
/// <param name="Verb">Such as <c>patch</c>.</param>
/// <param name="Resource">With its group, if it has one.</param>
/// <param name="Name">One object; null for a list.</param>
/// <param name="Namespace">Null for all.</param>
internal sealed record ApiRequest(string Verb, string Resource, string? Name, string? Namespace)
{
    public const string Pools = "sealworkers.lotusseal.io", Pods = "pods", Claims = "persistentvolumeclaims";

    /// <summary>What is asked for, in words.</summary>
    public override string ToString() => $"{Verb} {Resource}{(Name is null ? "" : $" '{Name}'")} in {Where}";

    /// <summary>The namespace in words.</summary>
    public string Where => Namespace is null ? "all namespaces" : $"namespace {Namespace}";
}
