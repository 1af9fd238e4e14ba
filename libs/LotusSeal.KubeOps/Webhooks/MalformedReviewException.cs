namespace LotusSeal.KubeOps.Webhooks;

/// <summary>What was posted is no review.</summary>
/// <param name="message">Why not.</param>
internal sealed class MalformedReviewException(string message) : Exception(message);
