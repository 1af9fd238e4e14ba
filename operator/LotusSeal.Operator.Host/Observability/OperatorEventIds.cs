namespace LotusSeal.Operator.Host.Observability;

/// <summary>Ids of log messages, 5000 to 5999, in blocks: 5000 passes over pools, 5100 start and stop, 5200 a miner's token. Never reused.</summary>
internal static class OperatorEventIds
{
    public const int Does = 5000;
    public const int ActionFailed = 5001;

    public const int Starting = 5100;
    public const int Serving = 5101;
    public const int StopAsked = 5102;

    public const int TokenPublished = 5200;
    public const int TokenNotPublished = 5201;
}
