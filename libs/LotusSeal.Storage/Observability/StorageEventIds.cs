namespace LotusSeal.Storage;

/// <summary>
/// Ids of log messages, in blocks: 3000 paths and their health, 3100 acquire and transfer, 3200 move and remove, 3300 requests of other processes.
/// Never reused; no other project has ids from 3000 to 3999.
/// </summary>
internal static class StorageEventIds
{
    public const int HealthReportRefused = 3000;
    public const int DeclarationDropped = 3001;
    public const int PathOpened = 3002;
    public const int PathClosed = 3003;
    public const int PathLost = 3004;
    public const int PathBack = 3005;
    public const int EntryPassedOver = 3006;
    public const int StrangersPassedOver = 3007;
    public const int DescriptorKept = 3008;
    public const int AwaitedPathRefused = 3009;
    public const int FileNotWhole = 3020;
    public const int UnfinishedDeleted = 3021;
    public const int TidyingFailed = 3022;
    public const int DeclarationPostponed = 3030;
    public const int DeclarationMade = 3031;

    public const int FileMissing = 3100;
    public const int FetchFailed = 3101;
    public const int AttemptBroke = 3102;
    public const int FetchedSourceKept = 3103;
    public const int LesserPassedOver = 3104;

    public const int Moving = 3200;
    public const int MovedSourceKept = 3201;
    public const int IndexNotTold = 3202;
    public const int Removing = 3203;
    public const int NoPrimaryCopy = 3204;
    public const int RemoteRemoveFailed = 3205;
    public const int PrimaryNotWhole = 3206;
    public const int SupersededRemoved = 3207;

    public const int RequestFailed = 3300;
    public const int RequestRefused = 3301;
    public const int ProofRefused = 3302;
}
