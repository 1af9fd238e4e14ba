using System.Text.Json;

namespace LotusSeal.KubeOps.Webhooks;

/// <summary>The request in an <c>AdmissionReview</c> of <c>admission.k8s.io/v1</c>, as far as it is used.</summary>
/// <param name="Uid">Comes back in the answer.</param>
/// <param name="Operation">What is to be done.</param>
/// <param name="Namespace">Of the object; null for kinds without.</param>
/// <param name="Name">Of the object; empty where the API server will make one.</param>
/// <param name="IsDryRun">Whether nothing will be stored.</param>
/// <param name="Object">As it is to be.</param>
/// <param name="OldObject">As it is.</param>
internal sealed record AdmissionRequest(
    string Uid, AdmissionOperation Operation, string? Namespace, string Name, bool IsDryRun, JsonElement Object, JsonElement OldObject)
{
    public const string ApiVersion = "admission.k8s.io/v1", Kind = "AdmissionReview";

    /// <summary>Reads a review. The elements live as long as the document.</summary>
    /// <exception cref="MalformedReviewException">It is none.</exception>
    public static AdmissionRequest Of(JsonElement review)
    {
        try
        {
            return OfChecked(review);
        }
        // A text whose bytes are no UTF-8.
        catch (InvalidOperationException error)
        {
            throw new MalformedReviewException(error.Message);
        }
    }

    private static AdmissionRequest OfChecked(JsonElement review)
    {
        if (review.ValueKind != JsonValueKind.Object) throw new MalformedReviewException("it is no object");
        if (Text(review, "kind") != Kind || Text(review, "apiVersion") != ApiVersion)
            throw new MalformedReviewException($"it is no {Kind} of {ApiVersion}");
        if (!review.TryGetProperty("request", out JsonElement request) || request.ValueKind != JsonValueKind.Object)
            throw new MalformedReviewException("it has no request");
        if (Text(request, "uid") is not { Length: > 0 } uid) throw new MalformedReviewException("its request has no uid");
        AdmissionOperation operation = Text(request, "operation") switch
        {
            "CREATE" => AdmissionOperation.Create,
            "UPDATE" => AdmissionOperation.Update,
            "DELETE" => AdmissionOperation.Delete,
            null => throw new MalformedReviewException("its request has no operation"),
            _ => AdmissionOperation.Other,
        };
        bool isDryRun = request.TryGetProperty("dryRun", out JsonElement dryRun) && dryRun.ValueKind == JsonValueKind.True;
        return new AdmissionRequest(
            uid, operation, Text(request, "namespace"), Text(request, "name") ?? "", isDryRun, Part(request, "object"), Part(request, "oldObject"));
    }

    private static JsonElement Part(JsonElement element, string name) => element.TryGetProperty(name, out JsonElement part) ? part : default;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
