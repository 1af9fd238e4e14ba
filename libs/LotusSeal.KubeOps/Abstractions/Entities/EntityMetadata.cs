namespace KubeOps.Abstractions.Entities;

/// <summary>How the API server names a kind of object; the shape of KubeOps.</summary>
/// <param name="Kind">As in <c>kind</c>.</param>
/// <param name="Version">The version without its group.</param>
/// <param name="Group">Null or empty for the core group.</param>
/// <param name="Plural">As in URLs; the kind with an s where absent.</param>
public sealed record EntityMetadata(string Kind, string Version, string? Group = null, string? Plural = null)
{
    /// <summary>The word in URLs.</summary>
    public string PluralName => Plural ?? $"{Kind.ToLowerInvariant()}s";

    /// <summary>As in <c>apiVersion</c>.</summary>
    public string GroupWithVersion => string.IsNullOrEmpty(Group) ? Version : $"{Group}/{Version}";
}
