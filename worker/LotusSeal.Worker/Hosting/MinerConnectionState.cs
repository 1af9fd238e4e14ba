namespace LotusSeal.Worker.Hosting;

/// <summary>What is known of the connection to the miner, for <c>/readyz</c> and metrics.</summary>
internal sealed class MinerConnectionState
{
    private volatile string _problem = "waiting for the miner";

    /// <summary>True while the miner answers and this worker is registered.</summary>
    public bool IsReady => _problem.Length == 0;

    /// <summary>Why the worker is not ready; empty when it is.</summary>
    public string Problem => _problem;

    /// <summary>The worker is registered.</summary>
    public void Ready() => _problem = "";

    /// <summary>The worker is not registered, or the miner does not answer.</summary>
    public void NotReady(string why) => _problem = why;
}
