using LotusSeal.KubeOps.Client;

namespace LotusSeal.Operator.Admission;

/// <summary>Asks for the drain of workers.</summary>
public interface IDrainRequests
{
    /// <summary>Asks for the drain of a pod. It returns at once and never throws.</summary>
    /// <param name="pod">The pod.</param>
    /// <param name="uid">Its uid: another one of its name is left alone.</param>
    void Ask(ObjectKey pod, string uid);
}
