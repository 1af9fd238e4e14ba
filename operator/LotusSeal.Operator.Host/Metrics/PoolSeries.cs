using LotusSeal.KubeOps.Client;
using Prometheus;

namespace LotusSeal.Operator.Host.Metrics;

/// <summary>The series of a counter or histogram that belong to pools: they go with their pool.</summary>
/// <param name="collector">Its first two labels are namespace and pool.</param>
internal sealed class PoolSeries<TChild>(Collector<TChild> collector) where TChild : ChildBase
{
    /// <summary>The series of a pool with more labels.</summary>
    public TChild Of(ObjectKey pool, params string[] more) => collector.WithLabels([pool.Namespace ?? "", pool.Name, .. more]);

    /// <summary>The pool is gone.</summary>
    public void Remove(ObjectKey pool)
    {
        foreach (string[] labels in collector.GetAllLabelValues().Where(labels => labels[0] == (pool.Namespace ?? "") && labels[1] == pool.Name))
            collector.RemoveLabelled(labels);
    }
}
