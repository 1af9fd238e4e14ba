using System.Net;

namespace LotusSeal.KubeOps.Client;

/// <summary>
/// An answer of the API server that is no success. It holds the server's words and nothing of the request but method and path, so that neither a
/// token nor the content of an object reaches a log by it.
/// </summary>
public sealed class KubernetesApiException : Exception
{
    internal KubernetesApiException(string method, string path, HttpStatusCode statusCode, StatusAnswer answer, TimeSpan? retryAfter = null)
        : base($"{method} {path}: {(int)statusCode} {answer.Reason ?? statusCode.ToString()}: {answer.Message}")
    {
        StatusCode = statusCode;
        Reason = answer.Reason;
        Causes = answer.Causes;
        RetryAfter = retryAfter ?? answer.RetryAfter;
        IsSchemaMismatch = statusCode == HttpStatusCode.InternalServerError
            && answer.Message.Contains("failed to create typed patch object", StringComparison.Ordinal);
    }

    /// <summary>The status of HTTP.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The server's word for it, such as <c>Conflict</c>.</summary>
    public string? Reason { get; }

    /// <summary>Field and message of what is wrong with an object, or of whose field it is.</summary>
    public IReadOnlyList<StatusCause> Causes { get; }

    /// <summary>When the server wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>
    /// A field in an applied object that the schema does not have: the server calls it an error of its own, yet trying again never helps.
    /// </summary>
    public bool IsSchemaMismatch { get; }

    /// <summary>There is no such object, or kind.</summary>
    public bool IsNotFound => StatusCode == HttpStatusCode.NotFound;

    /// <summary>It was to be made and is there.</summary>
    public bool IsAlreadyExists => StatusCode == HttpStatusCode.Conflict && Reason == "AlreadyExists";

    /// <summary>It is not as it was when it was read, or another manager owns a field.</summary>
    public bool IsConflict => StatusCode == HttpStatusCode.Conflict && !IsAlreadyExists;

    /// <summary>A patch named the uid of another object than the one that has the name by now.</summary>
    public bool IsOfAnother => StatusCode == HttpStatusCode.UnprocessableEntity && Causes.Any(cause => cause.Field == "metadata.uid");

    /// <summary>The version that was asked for is too old: list anew.</summary>
    public bool IsExpired => StatusCode == HttpStatusCode.Gone;

    /// <summary>Worth another try as it is.</summary>
    public bool IsTransient => !IsSchemaMismatch
        && (StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.RequestTimeout || (int)StatusCode >= 500);
}
