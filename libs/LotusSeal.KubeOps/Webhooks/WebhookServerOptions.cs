using System.Net;

namespace LotusSeal.KubeOps.Webhooks;

/// <summary>How webhooks are served.</summary>
public sealed record WebhookServerOptions
{
    /// <summary>Where to listen; null for every address of the machine.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The port; 0 for a free one, which needs an address.</summary>
    public int Port { get; init; } = 9443;

    /// <summary>A review is answered within it. Shorter than the <c>timeoutSeconds</c> of a configuration, or nobody learns why.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>Bytes of a review. The API server takes objects of up to 1.5 MB, of which a change sends two.</summary>
    public int LargestReview { get; init; } = 3 * 1024 * 1024;

    /// <summary>Reviews that are read and judged at once; others wait for their turn within the deadline.</summary>
    public int AtOnce { get; init; } = 16;
}
