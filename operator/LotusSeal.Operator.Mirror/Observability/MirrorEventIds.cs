namespace LotusSeal.Operator.Mirror.Observability;

/// <summary>Ids of log messages, 5500 to 5599, in blocks: 5500 miners, 5520 tokens and certificates, 5540 workers. Never reused.</summary>
internal static class MirrorEventIds
{
    public const int MinerAsked = 5500;
    public const int MinerAnswers = 5501;
    public const int MinerFails = 5502;
    public const int MinerLeft = 5503;
    public const int LoopBroke = 5504;

    public const int DataUnreadable = 5520;
    public const int DataReadable = 5521;
    public const int KeeperBroke = 5522;

    public const int WorkerSilent = 5540;
    public const int WorkerAnswers = 5541;
    public const int QuietCallLost = 5542;
    public const int TooManyQuietCalls = 5543;
}
