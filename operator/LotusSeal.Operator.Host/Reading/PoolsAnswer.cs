using System.IO.Pipelines;
using System.Text.Json;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Status;

namespace LotusSeal.Operator.Host.Reading;

/// <summary>Writes <c>GET /pools</c> pool by pool, so that an answer takes no more memory than its largest pool.</summary>
internal sealed class PoolsAnswer(PoolSights sights)
{
    /// <summary>After as many bytes no further pool is written: a browser has to show it.</summary>
    public const int MostBytes = 4 << 20;

    private const int FlushedAt = 64 << 10;

    /// <summary>Writes.</summary>
    /// <param name="body">Takes it.</param>
    /// <param name="replica">Who answers.</param>
    /// <param name="reader">Who reads.</param>
    /// <param name="wanted">The pools that may be seen and are asked for.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task WriteAsync(
        PipeWriter body, Replica replica, Reader reader, IReadOnlyList<V1Alpha1SealWorker> wanted, CancellationToken cancellationToken)
    {
        await using Utf8JsonWriter json = new(body);
        json.WriteStartObject();
        json.WriteString("time", StableTime.Format(sights.Now));
        json.WriteString("version", replica.Version);
        json.WriteString("identity", replica.Identity);
        json.WriteBoolean("leads", replica.Leads);
        json.WriteString("leader", replica.Leader);
        json.WriteNumber("namespacesNotAsked", reader.NotAsked);
        json.WriteStartArray("pools");
        int written = 0;
        while (written < wanted.Count && json.BytesCommitted + json.BytesPending < MostBytes)
        {
            JsonSerializer.Serialize(json, sights.Of(wanted[written++]), PoolsJson.Default.PoolSight);
            if (json.BytesPending < FlushedAt) continue;
            await json.FlushAsync(cancellationToken);
            await body.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
        json.WriteNumber("poolsOmitted", wanted.Count - written);
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
        await body.FlushAsync(cancellationToken);
    }
}
