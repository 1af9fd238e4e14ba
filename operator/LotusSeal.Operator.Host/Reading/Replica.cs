namespace LotusSeal.Operator.Host.Reading;

/// <summary>The process that answers.</summary>
/// <param name="Version">Its version.</param>
/// <param name="Identity">Its name in the lease.</param>
/// <param name="Leader">The name of the process that acts, as far as this one knows; null when it knows of none.</param>
/// <param name="Leads">Whether it acts itself.</param>
internal sealed record Replica(string Version, string Identity, string? Leader, bool Leads);
