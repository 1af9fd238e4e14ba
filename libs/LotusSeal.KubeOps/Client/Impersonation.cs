namespace LotusSeal.KubeOps.Client;

/// <summary>Whom the API server is to take the caller for; the caller needs the permission for that.</summary>
/// <param name="User">The user.</param>
/// <param name="Groups">The user's groups.</param>
public sealed record Impersonation(string User, IReadOnlyList<string> Groups);
