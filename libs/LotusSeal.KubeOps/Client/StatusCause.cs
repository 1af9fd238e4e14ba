namespace LotusSeal.KubeOps.Client;

/// <summary>One thing that the API server found wrong. The text differs from version to version; match on the field.</summary>
/// <param name="Reason">Such as <c>FieldValueInvalid</c> or <c>FieldManagerConflict</c>.</param>
/// <param name="Field">The path of the field.</param>
/// <param name="Message">In words.</param>
public sealed record StatusCause(string? Reason, string? Field, string? Message);
