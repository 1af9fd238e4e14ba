namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>What <c>proofs verify --json</c> prints.</summary>
/// <param name="Valid">Whether the proof holds; null when nobody can tell.</param>
/// <param name="Reason">Why it does not, or why nobody can tell; null when it holds.</param>
internal sealed record VerificationReport(bool? Valid, string? Reason);
