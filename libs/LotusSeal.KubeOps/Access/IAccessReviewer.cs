namespace LotusSeal.KubeOps.Access;

/// <summary>Says what the owner of a token may do.</summary>
public interface IAccessReviewer
{
    /// <summary>Asks.</summary>
    /// <param name="token">As it was sent.</param>
    /// <param name="question">What its owner wants to do.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="AccessUnansweredException">Nobody answers.</exception>
    Task<AccessVerdict> AskAsync(string token, AccessQuestion question, CancellationToken cancellationToken);
}
