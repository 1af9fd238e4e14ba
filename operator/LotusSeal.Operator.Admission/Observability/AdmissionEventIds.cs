namespace LotusSeal.Operator.Admission.Observability;

/// <summary>Ids of log messages, 5800 to 5899. Never reused.</summary>
internal static class AdmissionEventIds
{
    public const int Serves = 5800;
    public const int IsOff = 5801;
    public const int DrainRequested = 5802;
    public const int DrainNotRequested = 5803;
}
