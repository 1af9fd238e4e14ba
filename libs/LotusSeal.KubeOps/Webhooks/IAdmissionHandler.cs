using KubeOps.Operator.Web.Webhooks.Admission.Validation;

namespace LotusSeal.KubeOps.Webhooks;

/// <summary>Answers the reviews that come to one path.</summary>
public interface IAdmissionHandler
{
    /// <summary>The path of the URL, with its slash.</summary>
    string Path { get; }

    /// <summary>Judges a request.</summary>
    internal Task<ValidationResult> ReviewAsync(AdmissionRequest request, CancellationToken cancellationToken);
}
