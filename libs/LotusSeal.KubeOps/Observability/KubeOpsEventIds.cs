namespace LotusSeal.KubeOps.Observability;

/// <summary>
/// Ids of log messages, 4000 to 4999, in blocks: 4000 watches, 4100 passes over objects, 4200 leader election, 4300 events, 4400 start and stop,
/// 4500 webhooks, 4600 their certificates. Never reused.
/// </summary>
internal static class KubeOpsEventIds
{
    public const int Listed = 4000;
    public const int WatchFailed = 4001;
    public const int ObjectUnreadable = 4002;

    public const int PassFailed = 4100;
    public const int PassThrew = 4101;
    public const int PassOverdue = 4102;
    public const int FinalizerRemoved = 4103;

    public const int Leads = 4200;
    public const int LeadsNoMore = 4201;
    public const int LeaderIs = 4202;
    public const int LeaseFailed = 4203;
    public const int LeaseReleased = 4204;
    public const int WorkOutlivesLease = 4205;

    public const int EventsDropped = 4300;
    public const int EventFailed = 4301;

    public const int CachesFilled = 4400;
    public const int Stopped = 4401;

    public const int ReviewRefused = 4500;
    public const int ReviewBroke = 4501;

    public const int CertificatesMade = 4600;
    public const int CertificatesReplaced = 4601;
    public const int CertificatesRenewed = 4602;
    public const int BundleWritten = 4603;
    public const int ConfigurationMissing = 4604;
    public const int CertificatePassFailed = 4605;
    public const int CertificateServed = 4606;
}
