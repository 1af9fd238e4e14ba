namespace LotusSeal.Operator.Host.Reading;

/// <summary>A task of a worker.</summary>
/// <param name="Step">What is done now; null where the worker was not asked.</param>
/// <param name="Done">How much is done, from 0 to 1; null where the worker was not asked.</param>
internal sealed record JobSight(
    string Id, string Task, string Sector, string State, string? Since, string? ExpectedEnd, string? Step, double? Done);
