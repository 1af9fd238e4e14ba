namespace LotusSeal.Worker.Observability;

/// <summary>What a task of proofs works with, as <c>GET /jobs</c> shows it.</summary>
/// <param name="ShortTask">Short name of the task.</param>
/// <param name="Parameters">The file of parameters, with its folder.</param>
/// <param name="ParametersLength">Bytes that it must have.</param>
/// <param name="Memory">Bytes of memory that a proof needs at most, besides what the system keeps of the file.</param>
/// <param name="Problem">Why no proof can be made now, or null.</param>
public sealed record ProofTaskReport(string ShortTask, string Parameters, long ParametersLength, long Memory, string? Problem);
