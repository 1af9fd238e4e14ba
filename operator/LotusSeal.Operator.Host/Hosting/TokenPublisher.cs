using System.Text;
using System.Text.Json.Nodes;
using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Host.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Host.Hosting;

/// <summary>Keeps the key <c>token</c> of a Secret as a file is. The token itself is told to nobody else.</summary>
internal sealed class TokenPublisher(EntityClient<V1Secret> secrets, ObjectKey secret, string file, TimeProvider time, ILogger logger)
{
    private const string Key = "token";

    /// <summary>A token is a JSON web token of some hundred characters.</summary>
    private const int LongestToken = 16 * 1024;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>Looks again and again until it is told to stop.</summary>
    /// <param name="once">Whether to end when the Secret is right.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RunAsync(bool once, CancellationToken cancellationToken)
    {
        string? told = null;
        while (true)
        {
            string? problem = await TryAsync(cancellationToken);
            if (problem is null && once) return;
            if (problem is not null && problem != told) logger.TokenNotPublished(secret.ToString(), problem);
            told = problem;
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>What is in the way; null when the Secret is right.</summary>
    private async Task<string?> TryAsync(CancellationToken cancellationToken)
    {
        try
        {
            // A miner makes its repository and then its token, and only then listens.
            if (!File.Exists(file)) return $"{file} is not there yet";
            if (new FileInfo(file).Length > LongestToken) return $"{file} is too long for a token";
            string token = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
            if (token.Length == 0 || token.Any(char.IsWhiteSpace)) return $"{file} holds no token";
            await PublishAsync(Encoding.UTF8.GetBytes(token), cancellationToken);
            return null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or KubernetesApiException or HttpRequestException
            or TimeoutException)
        {
            return error.Message;
        }
    }

    private async Task PublishAsync(byte[] token, CancellationToken cancellationToken)
    {
        V1Secret? there = await secrets.GetAsync(secret, cancellationToken);
        if (there?.Data is { } data && data.TryGetValue(Key, out byte[]? now) && now.AsSpan().SequenceEqual(token)) return;
        if (there is null) await secrets.CreateAsync(New(token), cancellationToken);
        else await secrets.MergePatchAsync(secret, Change(token), null, cancellationToken);
        logger.TokenPublished(secret.ToString());
    }

    private static JsonObject Change(byte[] token) => new() { ["data"] = new JsonObject { [Key] = Convert.ToBase64String(token) } };

    private V1Secret New(byte[] token) => new()
    {
        ApiVersion = V1Secret.KubeApiVersion,
        Kind = V1Secret.KubeKind,
        Metadata = new() { Name = secret.Name, NamespaceProperty = secret.Namespace },
        Data = new Dictionary<string, byte[]> { [Key] = token },
    };
}
