namespace KubeOps.Operator.Web.Webhooks.Admission.Validation;

/// <summary>What a webhook says of a request; the shape of KubeOps.</summary>
public sealed record ValidationResult
{
    /// <summary>Whether the request may go on.</summary>
    public bool Valid { get; init; } = true;

    /// <summary>Why not, in plain words.</summary>
    public string? StatusMessage { get; init; }

    /// <summary>The status of HTTP that the client gets; 403 where there is none.</summary>
    public int? StatusCode { get; init; }

    /// <summary>What the client is told beside the answer.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
