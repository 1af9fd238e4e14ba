namespace LotusSeal.Sealing.Scheduling;

/// <summary>Gives label chains processor cores of their own. Thread-safe.</summary>
public interface ILabelCores
{
    /// <summary>Takes a core for a chain, and keeps everything else off it until it is given back.</summary>
    /// <param name="chain">Who labels, for instance <c>s-t01000-7</c>.</param>
    /// <returns>Null when there is none to be had: then the chain labels wherever it can.</returns>
    ILabelCore? Take(string chain);
}

/// <summary>A core that a label chain has; disposing it gives it back.</summary>
public interface ILabelCore : IDisposable
{
    /// <summary>Who labels on it. Another's once this one leaves a loop that goes on, or while it has nothing to label.</summary>
    string Chain { get; set; }

    /// <summary>The node of memory that is near to it, or null.</summary>
    int? Node { get; }

    /// <summary>Runs on this core alone: the calling thread is bound to it until the work ends. One call at a time.</summary>
    /// <param name="work">Must neither start threads nor give the pool anything to do: a thread made by a bound one is bound too.</param>
    void Run(Action work);
}
