namespace LotusSeal.KubeOps.Access;

/// <summary>Whether somebody may do something.</summary>
/// <param name="Verb">What: <c>list</c>.</param>
/// <param name="Group">Group of the kind.</param>
/// <param name="Resource">The kind, in the plural.</param>
/// <param name="Namespace">Where; null for everywhere.</param>
public sealed record AccessQuestion(string Verb, string Group, string Resource, string? Namespace = null);
