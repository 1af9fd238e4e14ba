namespace LotusSeal.Worker.Observability;

/// <summary>
/// Ids of log messages, in blocks: 1000 start and stop, 1100 miner session, 1200 calls and results, 1300 tasks, 1400 storage, 1500 provers. Never
/// reused.
/// Libraries have blocks of their own: 3000 to 3999 is LotusSeal.Storage, 4000 to 4999 LotusSeal.KubeOps.
/// </summary>
internal static class WorkerEventIds
{
    public const int Starting = 1000;
    public const int WaitingForMiner = 1001;
    public const int MinerFound = 1002;
    public const int Serving = 1003;
    public const int StartFailed = 1004;
    public const int Stopping = 1005;
    public const int Stopped = 1006;
    public const int FileLimitLow = 1007;
    public const int ShutdownRequested = 1008;
    public const int Backend = 1010;
    public const int VariablesIgnored = 1012;
    public const int RowsToDiscard = 1013;
    public const int AbandonedDeleted = 1014;
    public const int ParentsFolder = 1015;
    public const int TooManyConnections = 1016;
    public const int StopAsked = 1017;
    public const int GpuXid = 1018;
    public const int GpuUnreadable = 1019;
    public const int GpuHadErrors = 1020;
    public const int StartNote = 1021;
    public const int LabelCorePlan = 1022;
    public const int NoLabelCores = 1023;
    public const int LabelCoreTaken = 1024;
    public const int NoLabelCore = 1025;
    public const int AffinityRefused = 1026;

    public const int Registered = 1100;
    public const int RegistrationFailed = 1101;
    public const int MinerLost = 1102;
    public const int MinerRestarted = 1103;
    public const int MinerBack = 1104;
    public const int WaitingForTasks = 1105;
    public const int MinerMoved = 1108;
    public const int WorkerDisabled = 1109;

    public const int CallAccepted = 1200;
    public const int ResultDelivered = 1201;
    public const int DeliveryFailed = 1202;
    public const int ResultKnown = 1203;
    public const int CallsRecovered = 1204;
    public const int ResultNotStored = 1205;
    public const int AttemptBroke = 1206;
    public const int JobBroke = 1207;
    public const int ResultsOfAnotherGeneration = 1208;
    public const int ResultTooLarge = 1209;

    public const int TaskStarted = 1300;
    public const int TaskFinished = 1301;
    public const int TaskFailed = 1302;
    public const int TaskInterrupted = 1303;
    public const int TaskQueued = 1304;
    public const int CheckpointKept = 1305;
    public const int ExternalOutput = 1306;
    public const int SelfCheckPassed = 1307;
    public const int SealingWarning = 1308;
    public const int SealingNote = 1309;
    public const int TaskRefused = 1310;
    public const int CallJoins = 1311;
    public const int CallSupersedes = 1312;
    public const int TaskWaits = 1313;
    public const int TaskGivenUp = 1314;
    public const int TaskMissed = 1320;
    public const int CallCancelled = 1321;
    public const int CancelledTaskGoesOn = 1322;
    public const int FilesRemoved = 1323;
    public const int RemovedTaskGoesOn = 1324;
    public const int LeftoversStay = 1325;

    public const int HealthReportFailed = 1400;
    public const int IndexCallLost = 1403;
    public const int NoSealingPath = 1404;
    public const int SealingPathThere = 1405;

    public const int ChildStarted = 1500;
    public const int ChildSays = 1501;
    public const int ChildLost = 1502;
    public const int ChildIdle = 1503;
    public const int ProofReady = 1504;
    public const int ProofNotReady = 1505;
    public const int SectorUnreadable = 1506;
    public const int ParametersNotRead = 1507;
    public const int ProverWithoutGpus = 1508;
    public const int SpacetimeWithoutGpu = 1509;
}
