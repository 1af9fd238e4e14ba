namespace LotusSeal.Operator.Explain;

/// <summary>One thing that is as it is, and what to do about it.</summary>
/// <param name="Text">In plain words.</param>
/// <param name="Commands">To copy, best first; none where nothing is to be done.</param>
public sealed record Finding(string Text, params string[] Commands);
