namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>What <c>proofs parents</c> prints.</summary>
internal sealed record ParentsReport(string File, ulong Bytes, double Seconds);
