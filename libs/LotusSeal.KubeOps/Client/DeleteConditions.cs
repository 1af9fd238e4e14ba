namespace LotusSeal.KubeOps.Client;

/// <summary>What must still be so for an object to be deleted; else the server answers with a conflict.</summary>
/// <param name="Uid">The object that was decided about, and not another one of its name.</param>
/// <param name="ResourceVersion">It is as it was when it was decided about.</param>
/// <param name="GracePeriodSeconds">For pods: in place of their own.</param>
/// <param name="PropagationPolicy">What becomes of what it owns: <c>Background</c>, <c>Foreground</c>, <c>Orphan</c>.</param>
public sealed record DeleteConditions(string Uid, string? ResourceVersion = null, long? GracePeriodSeconds = null, string? PropagationPolicy = null);
