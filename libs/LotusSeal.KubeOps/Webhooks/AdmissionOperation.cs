namespace LotusSeal.KubeOps.Webhooks;

/// <summary>What is to be done with the object of a review.</summary>
internal enum AdmissionOperation
{
    Create,
    Update,
    Delete,

    /// <summary>CONNECT, and what may come.</summary>
    Other,
}
