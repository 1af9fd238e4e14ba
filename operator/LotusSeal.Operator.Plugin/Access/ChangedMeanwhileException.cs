namespace LotusSeal.Operator.Plugin.Access;

/// <summary>An object is not as it was read: read it again and decide anew.</summary>
/// <param name="what">The change that was refused.</param>
internal sealed class ChangedMeanwhileException(string what) : Exception(what);
