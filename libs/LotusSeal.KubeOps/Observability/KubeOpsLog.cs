using Microsoft.Extensions.Logging;

namespace LotusSeal.KubeOps.Observability;

internal static partial class KubeOpsLog
{
    [LoggerMessage(KubeOpsEventIds.Listed, LogLevel.Debug, "Listed {Kind} of {Namespace}: {Count}")]
    public static partial void Listed(this ILogger logger, string kind, string @namespace, int count);

    [LoggerMessage(KubeOpsEventIds.WatchFailed, LogLevel.Warning, "The watch of {Kind} in {Namespace} ended ({Reason}: {Problem}); it begins anew")]
    public static partial void WatchFailed(this ILogger logger, string kind, string @namespace, string reason, string problem);

    [LoggerMessage(KubeOpsEventIds.ObjectUnreadable, LogLevel.Warning, "{Kind} {Name} cannot be read and is left as it was known: {Problem}")]
    public static partial void ObjectUnreadable(this ILogger logger, string kind, string name, string problem);

    [LoggerMessage(KubeOpsEventIds.PassFailed, LogLevel.Warning, "{Controller} {Name}: {Problem}; again in {Seconds:0.#} s")]
    public static partial void PassFailed(this ILogger logger, string controller, string name, string problem, double seconds);

    [LoggerMessage(KubeOpsEventIds.PassThrew, LogLevel.Error, "{Controller} {Name}: the pass broke; again in {Seconds:0.#} s")]
    public static partial void PassThrew(this ILogger logger, string controller, string name, double seconds, Exception error);

    [LoggerMessage(KubeOpsEventIds.PassOverdue, LogLevel.Warning, "{Controller} {Name}: not done within {Limit:0.#} s; again in {Seconds:0.#} s")]
    public static partial void PassOverdue(this ILogger logger, string controller, string name, double limit, double seconds);

    [LoggerMessage(KubeOpsEventIds.FinalizerRemoved, LogLevel.Information, "{Finalizer} lets {Kind} {Name} go")]
    public static partial void FinalizerRemoved(this ILogger logger, string finalizer, string kind, string name);

    [LoggerMessage(KubeOpsEventIds.Leads, LogLevel.Information, "{Identity} leads ({Lock})")]
    public static partial void Leads(this ILogger logger, string identity, string @lock);

    [LoggerMessage(KubeOpsEventIds.LeadsNoMore, LogLevel.Information, "{Identity} leads no more: {Why}")]
    public static partial void LeadsNoMore(this ILogger logger, string identity, string why);

    [LoggerMessage(KubeOpsEventIds.LeaderIs, LogLevel.Information, "{Identity} leads")]
    public static partial void LeaderIs(this ILogger logger, string identity);

    [LoggerMessage(KubeOpsEventIds.LeaseFailed, LogLevel.Warning, "The {Lock} cannot be read or written: {Problem}")]
    public static partial void LeaseFailed(this ILogger logger, string @lock, string problem);

    [LoggerMessage(KubeOpsEventIds.LeaseReleased, LogLevel.Information, "The {Lock} is free for another")]
    public static partial void LeaseReleased(this ILogger logger, string @lock);

    [LoggerMessage(KubeOpsEventIds.WorkOutlivesLease, LogLevel.Warning,
        "{Identity} still works although it leads no more ({Why}); it writes nothing, and leads again only when that has ended")]
    public static partial void WorkOutlivesLease(this ILogger logger, string identity, string why);

    [LoggerMessage(KubeOpsEventIds.EventsDropped, LogLevel.Warning, "{Count} event(s) were not written: too many at once")]
    public static partial void EventsDropped(this ILogger logger, long count);

    [LoggerMessage(KubeOpsEventIds.EventFailed, LogLevel.Warning, "The event {Reason} of {Name} was not written: {Problem}")]
    public static partial void EventFailed(this ILogger logger, string reason, string name, string problem);

    [LoggerMessage(KubeOpsEventIds.CachesFilled, LogLevel.Information, "Everything has been listed once")]
    public static partial void CachesFilled(this ILogger logger);

    [LoggerMessage(KubeOpsEventIds.Stopped, LogLevel.Information, "Stopped")]
    public static partial void Stopped(this ILogger logger);

    [LoggerMessage(KubeOpsEventIds.ReviewRefused, LogLevel.Warning, "{Path}: what {Client} posted was answered with {Status}: {Problem}")]
    public static partial void ReviewRefused(this ILogger logger, string? path, string client, int status, string problem);

    [LoggerMessage(KubeOpsEventIds.ReviewBroke, LogLevel.Error, "{Path}: the check of {Namespace}/{Name} broke")]
    public static partial void ReviewBroke(this ILogger logger, string path, string @namespace, string name, Exception error);

    [LoggerMessage(KubeOpsEventIds.CertificatesMade, LogLevel.Information, "Made the certificates of the webhooks in the Secret {Secret}")]
    public static partial void CertificatesMade(this ILogger logger, string secret);

    [LoggerMessage(KubeOpsEventIds.CertificatesReplaced, LogLevel.Warning, "Replaced the certificates in the Secret {Secret}: {Problem}")]
    public static partial void CertificatesReplaced(this ILogger logger, string secret, string problem);

    [LoggerMessage(KubeOpsEventIds.CertificatesRenewed, LogLevel.Information, "Renewed the certificates in the Secret {Secret}: {What}")]
    public static partial void CertificatesRenewed(this ILogger logger, string secret, string what);

    [LoggerMessage(KubeOpsEventIds.BundleWritten, LogLevel.Information, "The configuration {Configuration} trusts the authority of the webhooks")]
    public static partial void BundleWritten(this ILogger logger, string configuration);

    [LoggerMessage(KubeOpsEventIds.ConfigurationMissing, LogLevel.Warning,
        "There is no ValidatingWebhookConfiguration {Configuration}: nobody asks the webhooks")]
    public static partial void ConfigurationMissing(this ILogger logger, string configuration);

    [LoggerMessage(KubeOpsEventIds.CertificatePassFailed, LogLevel.Warning,
        "{What} of the webhooks cannot be kept up: {Problem}; again in {Seconds:0.#} s")]
    public static partial void CertificatePassFailed(this ILogger logger, string what, string problem, double seconds);

    [LoggerMessage(KubeOpsEventIds.CertificateServed, LogLevel.Information,
        "Webhooks are served with the certificate {Thumbprint}, which ends {End}")]
    public static partial void CertificateServed(this ILogger logger, string thumbprint, string end);
}
