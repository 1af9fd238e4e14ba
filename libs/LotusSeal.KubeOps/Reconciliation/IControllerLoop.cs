namespace LotusSeal.KubeOps.Reconciliation;

/// <summary>Works on the objects of one kind.</summary>
public interface IControllerLoop
{
    /// <summary>
    /// Works until it is cancelled, and returns when everything in work has ended. One call at a time; each begins with all objects.
    /// </summary>
    Task RunAsync(CancellationToken cancellationToken);
}
