namespace LotusSeal.Sealing.Updates;

/// <summary>The first thing wrong with an update's vanilla proof.</summary>
/// <param name="Challenge">Index of the challenge; null for what concerns the whole partition.</param>
/// <param name="Part">What it is.</param>
/// <param name="Reason">For people.</param>
public sealed record UpdateFault(int? Challenge, UpdatePart Part, string Reason);
